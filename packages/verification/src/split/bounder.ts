import type { Halfspace } from '../property/property.js';
import type { Chain, ChainLayer } from './chain.js';
import { formsOf, ofBox, throughAffine, type Forms } from './forms.js';
import { throughRectifiers } from './rectify.js';

/** What is known of a box. */
export interface BoxBound {
  /**
   * Proven: no input of the box satisfies the half-spaces of a list all together where it is above 0, in the worst of the lists. In the units of the half-spaces.
   */
  readonly margin: number;
  /** How much of the doubt comes from each input, 0 or more: split along the largest. */
  readonly doubts: Float64Array;
  /** The input of the box where the affine part of the worst bound is smallest. */
  readonly corner: Float64Array;
}

/** Bounds one box after another. */
export type Bounder = (lower: Float64Array, upper: Float64Array) => BoxBound;

/** The half-spaces of all lists as one more layer of the chain. */
function rowsOf(unsafe: readonly (readonly Halfspace[])[], outputs: number): ChainLayer {
  const rows = unsafe.flat();
  const weight = new Float64Array(rows.length * outputs);
  rows.forEach(({ terms }, r) => terms.forEach(([j, coefficient]) => (weight[r * outputs + j]! += coefficient)));
  return {
    inputs: outputs,
    outputs: rows.length,
    weight,
    bias: Float64Array.from(rows, ({ constant }) => constant),
    rectified: false,
  };
}

/** Share of every input in what keeps the lower bound of a row down. */
function addDoubts(forms: Forms, row: number, inputs: number, shares: Float64Array, to: Float64Array): void {
  const at = row * forms.stride;
  for (let q = 0; q < forms.count; q++) {
    const size = Math.abs(forms.generators[at + q]!);
    if (q < inputs) to[q]! += size;
    else if (size > 0) for (let k = 0; k < inputs; k++) to[k]! += size * shares[q * inputs + k]!;
  }
}

/** Bytes that the forms of a chain take. */
export const bytesFor = (chain: Chain, rows: number): number => {
  const units = chain.reduce((sum, { outputs, rectified }) => sum + (rectified ? outputs : 0), chain[0]!.inputs);
  const widest = Math.max(rows, ...chain.map(({ inputs, outputs }) => Math.max(inputs, outputs)));
  return 2 * widest * units * Float64Array.BYTES_PER_ELEMENT;
};

/**
 * Bounds on a property over boxes, by zonotopes: for each list of half-spaces h_i(x) ≤ 0,
 *
 *     margin = min over lists of max_i (lower bound of h_i over the box)
 *
 * Sound for the network in exact arithmetic: what float64 rounds is added. Cost: Σ over layers of outputs · inputs · (inputs of the network + rectifiers that may
 * switch before it).
 *
 * @example
 * const layer = { inputs: 1, outputs: 1, weight: Float64Array.of(1), bias: Float64Array.of(0), rectified: true };
 * const unsafe = [[{ terms: [[0, 1]] as const, constant: 1, strict: false }]];
 * bounder([layer], unsafe)(Float64Array.of(-1), Float64Array.of(1)).margin; // 0.49…
 */
export function bounder(chain: Chain, unsafe: readonly (readonly Halfspace[])[]): Bounder {
  const inputs = chain[0]!.inputs;
  const layers = [...chain, rowsOf(unsafe, chain.at(-1)!.outputs)];
  const stride = chain.reduce((sum, { outputs, rectified }) => sum + (rectified ? outputs : 0), inputs);
  const widest = Math.max(...layers.map((layer) => Math.max(layer.inputs, layer.outputs)));
  const [even, odd] = [formsOf(widest, stride), formsOf(widest, stride)];
  const shares = new Float64Array(stride * inputs);

  return (lower, upper) => {
    let [from, to] = [even, odd];
    ofBox(lower, upper, from);
    for (const layer of layers) {
      throughAffine(layer, from, to);
      if (layer.rectified) throughRectifiers(to, layer.outputs, inputs, shares);
      [from, to] = [to, from];
    }
    const bound = (r: number): number =>
      from.centre[r]! - (from.magnitude[r]! - Math.abs(from.centre[r]!)) - from.error[r]!;
    const doubts = new Float64Array(inputs);
    let margin = Infinity;
    let worst = 0;
    let start = 0;
    for (const { length } of unsafe) {
      let best = start;
      for (let r = start + 1; r < start + length; r++) if (bound(r) > bound(best)) best = r;
      start += length;
      const least = bound(best);
      if (!(least > 0)) addDoubts(from, best, inputs, shares, doubts);
      if (!(least >= margin)) [margin, worst] = [least, best];
    }
    const corner = Float64Array.from({ length: inputs }, (_, k) =>
      from.generators[worst * stride + k]! > 0 ? lower[k]! : upper[k]!,
    );
    return { margin, doubts, corner };
  };
}
