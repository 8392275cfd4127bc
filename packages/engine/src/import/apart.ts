import type { Classifier } from '@fragility/model';
import { FragilityError, row, take, type Batch } from '@fragility/numerics';
import { sizeOf, withoutPattern } from '../graph/tensors.js';
import type { Graph, Node } from '../graph/graph.js';
import { axisOf } from '../rules/rule.js';
import { moving } from './batch/observe.js';
import type { Typed } from './typed.js';

/** Operators that take their scale from all examples of a batch. */
const SCALED_BY_BATCH = new Set(['DynamicQuantizeLinear']);

/** Whether a loop's body decides whether it runs again. */
function decidesInside({ attributes }: Node): boolean {
  const { graph } = attributes['body'] as { readonly graph: Graph };
  const made = graph.nodes.find(({ outputs }) => outputs.includes(graph.outputs[0]!.name));
  return made !== undefined && made.op !== 'Identity';
}

/** Whether a node decides once for all examples, by what they hold. */
function decidesByBatch(node: Node, moves: ReadonlySet<string>): boolean {
  if (node.op === 'If') return moves.has(node.inputs[0]!);
  if (node.op !== 'Loop') return false;
  return node.inputs.slice(0, 2).some((name) => moves.has(name)) || decidesInside(node);
}

/** Whether examples must be run one at a time, since the graph computes with what depends on all of a batch: each is then run alone. */
export function runsAlone({ graph }: Typed): boolean {
  const moves = moving(graph);
  return graph.nodes.some((node) => SCALED_BY_BATCH.has(node.op) || decidesByBatch(node, moves));
}

/** Share of the largest logit by which rounding may change the others; it changes them by 10⁻⁶, or not at all. */
const TOLERANCE = 1e-4;
/** The same where rounding can tip a value over to the next whole number. */
const JUMP = 0.02;
/** Operators that such values come from. */
const JUMPING = /^(?:Round|Floor|Ceil|Sign|Mod|Hardmax|ArgMax|ArgMin)$|Quantize|Integer|QLinear/;
/** Multiple of what rounding the input changes that rounding in between may change. */
const AMPLIFIED = 64;

/** Inputs without pattern, within bounds. */
function inputs({ inputShape, bounds }: Classifier, count: number): Batch {
  const [lower, upper] = bounds ?? [0, 1];
  const data = withoutPattern(count * sizeOf(inputShape));
  for (let k = 0; k < data.length; k++) data[k] = lower + (upper - lower) * data[k]!;
  return { data, shape: [count, ...inputShape] };
}

/** Largest difference of two rows of logits, as a share of the largest logit. */
function gap(a: Float64Array, b: Float64Array): number {
  const scale = Math.max(...Array.from(a, Math.abs), ...Array.from(b, Math.abs), Number.MIN_VALUE);
  return Math.max(...Array.from(a, (value, k) => Math.abs(value - b[k]!))) / scale;
}

/** The most that rounding the input otherwise, three times, changes the logits. */
async function noiseOf(model: Classifier, input: Batch, logits: Float64Array): Promise<number> {
  const unit = model.precision === 'float64' ? 2 ** -52 : 2 ** -23;
  let most = 0;
  for (const step of [1, 2, 3]) {
    const data = input.data.map((value, k) => value * (1 + unit * (((k * step * 7919) % 5) - 2)));
    most = Math.max(most, gap(row(await model.logits({ ...input, data }), 0), logits));
  }
  return most;
}

/** The node that works along the axis of the examples, if its attributes tell. */
function along({ graph, types }: Typed): string {
  const found = graph.nodes.find(({ op, inputs: [x], attributes }) => {
    const shape = types.get(x!)?.shape;
    const axis = typeof attributes['axis'] === 'number' ? attributes['axis'] : -1;
    return /Softmax$|^CumSum$/.test(op) && shape && typeof shape[axisOf(axis, shape.length)] === 'string';
  });
  return found ? `: operator ${found.op} (node '${found.name}') works along the axis of the examples` : '';
}

const shown = (logits: Float64Array): string =>
  Array.from(logits.subarray(0, 3), (z) => Number(z.toPrecision(4))).join(', ');

/**
 * Runs three examples together, and the first and the last of them alone.
 *
 * @throws FragilityError `engine/batch` where their logits depend on the others; a model that returns something else each time is let pass.
 */
export async function checkApart(model: Classifier, typed: Typed): Promise<void> {
  const batch = inputs(model, 3);
  const all = await model.logits(batch);
  const jumps = typed.graph.nodes.some(({ op }) => JUMPING.test(op));
  for (const k of [0, 2]) {
    const one = take(batch, [k]);
    const [together, alone] = [row(all, k), row(await model.logits(one), 0)];
    const found = gap(together, alone);
    if (!(found > (jumps ? JUMP : TOLERANCE))) continue;
    if (gap(row(await model.logits(one), 0), alone) > TOLERANCE) return;
    if (found <= AMPLIFIED * (await noiseOf(model, one, alone))) continue;
    throw new FragilityError(
      {
        given: `the model does not keep the examples of a batch apart${along(typed)}; the logits of one input begin with ${shown(alone)} alone and ${shown(together)} beside two others`,
        remedy: 'export a model whose result for an example depends on that example alone',
      },
      { where: 'engine/import', code: 'engine/batch', kind: 'input' },
    );
  }
}
