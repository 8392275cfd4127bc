import { flagOf, numberOf } from '../../../layers-model/layer.js';
import { PLAIN, type Emitter, type Value } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { refuse, type LayerRule } from '../rule.js';
import { extentOf } from './extent.js';

/** What is added where a query must not look: its share is 0 in float32 and float64. */
const HIDDEN = -1e9;

/** Size of the entries that the layer gives. */
function outputSize(step: Step, standard: number): number {
  const given = [step.config['output_shape'] ?? standard].flat();
  return given.length === 1 && Number.isInteger(given[0])
    ? (given[0] as number)
    : refuse(step, 'has several output axes');
}

/** x W + b with the weights of a part of the layer, its entries [size] or [heads, size]. */
function projected(step: Step, part: string, x: string, from: number, to: readonly number[], e: Emitter): string {
  const size = to.reduce((a, b) => a * b, 1);
  const inputs =
    part === 'attention_output' ? [numberOf(step, 'num_heads'), from / numberOf(step, 'num_heads')] : [from];
  const kernel = e.weights.get(step, `${part}/kernel`, [...inputs, ...to]);
  const made = e.emit(step, 'MatMul', [x, e.floats(kernel.data, [from, size])]);
  if (!flagOf(step, 'use_bias', true)) return made;
  return e.emit(step, 'Add', [made, e.floats(e.weights.get(step, `${part}/bias`, to).data, [size])]);
}

/**
 * Attention of several heads: for each, softmax(Q Kᵀ/√d) V of the projections Q, K, V of query, key and value; the heads side by side are
 * projected once more. With a causal mask the place t looks at the places 0 … t.
 */
const attention: LayerRule = (step, inputs, e) => {
  if (inputs.length !== 3) refuse(step, `takes ${inputs.length} values`);
  const [query, value, key] = inputs.map((each) => e.plain(each)) as [Value, Value, Value];
  const [places, channels] = extentOf(step, query);
  const [sources, valueChannels] = extentOf(step, value);
  const keyChannels = extentOf(step, key)[1];
  const axes = [step.config['attention_axes'] ?? 1].flat();
  if (axes.length !== 1 || axes[0] !== 1) refuse(step, `has attention_axes ${JSON.stringify(axes)}`);
  for (const setting of ['use_gate', 'sliding_window'])
    if ((step.config[setting] ?? false) !== false) refuse(step, `has ${setting}`);
  const [heads, size] = [numberOf(step, 'num_heads'), numberOf(step, 'key_dim')];
  const valueSize = numberOf(step, 'value_dim', size);

  const split = (part: string, { name }: Value, from: number, length: number, to: number, perm: number[]): string => {
    const rows = projected(step, part, name, from, [heads, to], e);
    const each = e.emit(step, 'Reshape', [rows, e.integers([-1, length, heads, to])]);
    return e.emit(step, 'Transpose', [each], { perm });
  };
  const q = split('query', query, channels, places, size, [0, 2, 1, 3]);
  const k = split('key', key, keyChannels, sources, size, [0, 2, 3, 1]);
  const v = split('value', value, valueChannels, sources, valueSize, [0, 2, 1, 3]);
  const scaled = e.emit(step, 'Mul', [q, e.floats([1 / Math.sqrt(size)], [])]);
  let scores = e.emit(step, 'MatMul', [scaled, k]);
  if (flagOf(step, 'use_causal_mask', false)) {
    const mask = Float64Array.from({ length: places * sources }, (_, at) =>
      at % sources > Math.floor(at / sources) ? HIDDEN : 0,
    );
    scores = e.emit(step, 'Add', [scores, e.floats(mask, [1, 1, places, sources])]);
  }
  const looked = e.emit(step, 'MatMul', [e.emit(step, 'Softmax', [scores], { axis: -1 }), v]);
  const beside = e.emit(step, 'Transpose', [looked], { perm: [0, 2, 1, 3] });
  const joined = e.emit(step, 'Reshape', [beside, e.integers([-1, places, heads * valueSize])]);
  const outputs = outputSize(step, channels);
  const name = projected(step, 'attention_output', joined, heads * valueSize, [outputs], e);
  return { name, shape: [places, outputs], layout: PLAIN };
};

export const attentions: Readonly<Record<string, LayerRule>> = { MultiHeadAttention: attention };
