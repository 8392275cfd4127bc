import { activationOf, flagOf } from '../../../layers-model/layer.js';
import { PLAIN, type Emitter } from '../../emitter.js';
import type { Step } from '../../plan.js';
import { activate } from '../activation.js';

/** What a cell is written with: its layer, the number of its units, the nodes for it. */
export interface Within {
  readonly step: Step;
  readonly units: number;
  readonly e: Emitter;
}

/** Computes one place of a sequence. */
export interface Cell {
  /** Parts of its kernel, one beside the other. */
  readonly gates: number;
  /** Values that it keeps, the first of which it gives. */
  readonly states: number;
  /** Rows of its bias. */
  biases(step: Step): number;
  /** The states after a place, from x W + b [n, gates · units] of the place and the states before. */
  next(x: string, states: readonly string[], parts: Parts, within: Within): readonly string[];
}

/** Recurrent weights of a cell: a kernel [units, gates · units], and a bias [gates · units] where it has one of its own. */
export interface Parts {
  readonly kernel: ArrayLike<number>;
  readonly bias: ArrayLike<number> | undefined;
}

type Key = 'activation' | 'recurrent_activation';

/** The activation of a cell, or that of its gates. */
function activated(key: Key, x: string, { step, units, e }: Within): string {
  const config = { ...step.config, activation: step.config[key] };
  return activate(activationOf(step, key), { ...step, config }, { name: x, shape: [units], layout: PLAIN }, e).name;
}

/** h R, of some of the gates. */
function recurrent(h: string, { kernel }: Parts, gates: number, [from, to]: readonly number[], within: Within): string {
  const { step, units, e } = within;
  const width = (to! - from!) * units;
  const columns = Float64Array.from({ length: units * width }, (_, k) => {
    const row = Math.floor(k / width);
    return kernel[row * gates * units + from! * units + (k % width)]!;
  });
  return e.emit(step, 'MatMul', [h, e.floats(columns, [units, width])]);
}

const split = (x: string, parts: number, { step, units, e }: Within): string[] =>
  e.split(
    step,
    x,
    Array.from({ length: parts }, () => units),
    -1,
  );

/** h' = φ(x W + b + h R) */
const simple: Cell = {
  gates: 1,
  states: 1,
  biases: () => 1,
  next: (x, [h], parts, within) => {
    const { step, e } = within;
    return [activated('activation', e.emit(step, 'Add', [x, recurrent(h!, parts, 1, [0, 1], within)]), within)];
  },
};

/** i, f, o = σ(…), c' = f c + i φ(…), h' = o φ(c'), the gates in the order i, f, c, o */
const lstm: Cell = {
  gates: 4,
  states: 2,
  biases: () => 1,
  next: (x, [h, c], parts, within) => {
    const { step, e } = within;
    const sum = e.emit(step, 'Add', [x, recurrent(h!, parts, 4, [0, 4], within)]);
    const [input, forget, candidate, output] = split(sum, 4, within) as [string, string, string, string];
    const gate = (each: string): string => activated('recurrent_activation', each, within);
    const added = e.emit(step, 'Mul', [gate(input), activated('activation', candidate, within)]);
    const kept = e.emit(step, 'Add', [e.emit(step, 'Mul', [gate(forget), c!]), added]);
    return [e.emit(step, 'Mul', [gate(output), activated('activation', kept, within)]), kept];
  },
};

/** z, r = σ(…), h' = z h + (1 − z) φ(x W + b + r (h R + b')), or φ(x W + b + (r h) R) where the gate r comes before the product */
const gru: Cell = {
  gates: 3,
  states: 1,
  biases: (step) => (flagOf(step, 'reset_after', false) ? 2 : 1),
  next: (x, [h], parts, within) => {
    const { step, units, e } = within;
    const after = flagOf(step, 'reset_after', false);
    const [xz, xr, xc] = split(x, 3, within) as [string, string, string];
    const own = recurrent(h!, parts, 3, [0, after ? 3 : 2], within);
    const moved = parts.bias ? e.emit(step, 'Add', [own, e.floats(parts.bias, [3 * units])]) : own;
    const [hz, hr, hc] = split(moved, after ? 3 : 2, within) as [string, string, string];
    const gate = (a: string, b: string): string =>
      activated('recurrent_activation', e.emit(step, 'Add', [a, b]), within);
    const [update, reset] = [gate(xz, hz), gate(xr, hr)];
    const remembered = after
      ? e.emit(step, 'Mul', [reset, hc])
      : recurrent(e.emit(step, 'Mul', [reset, h!]), parts, 3, [2, 3], within);
    const candidate = activated('activation', e.emit(step, 'Add', [xc, remembered]), within);
    const change = e.emit(step, 'Mul', [update, e.emit(step, 'Sub', [h!, candidate])]);
    return [e.emit(step, 'Add', [candidate, change])];
  },
};

/** How each recurrent layer goes from one place of a sequence to the next. */
export const cells: ReadonlyMap<string, Cell> = new Map([
  ['GRU', gru],
  ['LSTM', lstm],
  ['SimpleRNN', simple],
]);
