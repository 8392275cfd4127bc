import { flagOf, numberOf, textOf } from '../../../layers-model/layer.js';
import { nameOf, type RawLayer } from '../../../layers-model/model.js';
import { directionsOf } from '../../../layers-model/recurrent.js';
import { PLAIN, type Emitter, type Value } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { refuse, type LayerRule } from '../rule.js';
import { cells, type Parts } from './cells.js';
import { extentOf } from './extent.js';

/** Recurrent weights, and x W + b of every place. */
function weighed(step: Step, x: Value, units: number, e: Emitter): { readonly parts: Parts; readonly each: string[] } {
  const { gates, biases } = cells.get(step.class)!;
  const [places, channels] = extentOf(step, x);
  const width = gates * units;
  const kernel = e.weights.get(step, 'kernel', [channels, width]);
  const rows = biases(step);
  const bias = flagOf(step, 'use_bias', true)
    ? e.weights.get(step, 'bias', rows === 1 ? [width] : [rows, width]).data
    : undefined;
  const product = e.emit(step, 'MatMul', [x.name, e.floats(kernel.data, [channels, width])]);
  const sum = bias ? e.emit(step, 'Add', [product, e.floats(bias.slice(0, width), [width])]) : product;
  const single = Array.from({ length: places }, () => 1);
  return {
    parts: {
      kernel: e.weights.get(step, 'recurrent_kernel', [units, width]).data,
      bias: bias && rows > 1 ? bias.slice(width) : undefined,
    },
    each: e.split(step, sum, single, 1).map((name) => e.emit(step, 'Reshape', [name, e.integers([-1, width])])),
  };
}

/** What a recurrent layer gives at every place, in the order in which it sees them: [n, units] each. */
function run(step: Step, x: Value, e: Emitter): { readonly seen: readonly string[]; readonly units: number } {
  const cell = cells.get(step.class)!;
  for (const setting of ['stateful', 'time_major']) if (flagOf(step, setting, false)) refuse(step, `has ${setting}`);
  const units = numberOf(step, 'units');
  const { parts, each } = weighed(step, x, units, e);
  const zero = e.floats(new Float64Array(units), [1, units]);
  let states: readonly string[] = Array.from({ length: cell.states }, () => zero);
  const order = flagOf(step, 'go_backwards', false) ? each.toReversed() : each;
  const seen = order.map((place) => (states = cell.next(place, states, parts, { step, units, e }))[0]!);
  return { seen, units };
}

/** Values [n, units] of places one after the other, [n, places, units]. */
function sequence(step: Step, seen: readonly string[], units: number, e: Emitter): Value {
  const rows = seen.map((name) => e.emit(step, 'Reshape', [name, e.integers([-1, 1, units])]));
  const name = rows.length === 1 ? rows[0]! : e.emit(step, 'Concat', rows, { axis: 1 });
  return { name, shape: [seen.length, units], layout: PLAIN };
}

const last = (seen: readonly string[], units: number): Value => ({
  name: seen.at(-1)!,
  shape: [units],
  layout: PLAIN,
});

/** A cell along a sequence [places, channels]: what it gives at the last place, or at all of them. */
const recurrent: LayerRule = (step, inputs, e) => {
  if (inputs.length !== 1) refuse(step, `takes ${inputs.length} values`);
  const { seen, units } = run(step, e.plain(inputs[0]!), e);
  return flagOf(step, 'return_sequences', false) ? sequence(step, seen, units, e) : last(seen, units);
};

/** How the two directions of a sequence become one value, by operator. */
const MERGED: ReadonlyMap<string, string> = new Map([
  ['ave', 'Add'],
  ['concat', 'Concat'],
  ['mul', 'Mul'],
  ['sum', 'Add'],
]);

/** A recurrent layer from both ends of a sequence. */
const bidirectional: LayerRule = (step, inputs, e) => {
  if (inputs.length !== 1) refuse(step, `takes ${inputs.length} values`);
  const mode = textOf(step, 'merge_mode', 'concat');
  const op = MERGED.get(mode) ?? refuse(step, `has merge_mode '${mode}'`);
  const directions = directionsOf({ class_name: step.class, config: step.config });
  if (!directions?.every(({ class_name }) => cells.has(class_name))) return refuse(step, 'wraps no layer of Keras');
  const x = e.plain(inputs[0]!);
  const sequences = flagOf({ ...step, config: directions[0].config as Step['config'] }, 'return_sequences', false);
  const [forward, backward] = directions.map((raw: RawLayer, k) => {
    const id = `${step.id}/${nameOf(raw)}`;
    const each: Step = {
      id,
      name: nameOf(raw),
      class: raw.class_name,
      config: raw.config as Step['config'],
      inputs: [],
    };
    const { seen, units } = run(each, x, e);
    if (!sequences) return last(seen, units);
    return sequence(each, k === 0 ? seen : seen.toReversed(), units, e);
  }) as [Value, Value];
  const joined = e.emit(step, op, [forward.name, backward.name], op === 'Concat' ? { axis: -1 } : {});
  const size = forward.shape.at(-1)! + (op === 'Concat' ? backward.shape.at(-1)! : 0);
  return {
    name: mode === 'ave' ? e.emit(step, 'Mul', [joined, e.floats([0.5], [])]) : joined,
    shape: [...forward.shape.slice(0, -1), size],
    layout: PLAIN,
  };
};

export const recurrents: Readonly<Record<string, LayerRule>> = {
  Bidirectional: bidirectional,
  GRU: recurrent,
  LSTM: recurrent,
  SimpleRNN: recurrent,
};
