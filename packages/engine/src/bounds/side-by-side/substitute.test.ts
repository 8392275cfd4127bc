import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { boundNetwork } from '../compile.js';
import { roundingAt, roundingOf } from '../passes/magnitude.js';
import { substitute } from '../passes/substitute.js';
import type { Region } from '../region.js';
import { relax } from '../relax.js';
import { balls, graphOf, nets, type Body } from '../testing/nets.js';
import { isSideBySide } from './laid.js';
import { substituteRows, substituteUnits } from './substitute.js';

const conv =
  (channels: number, from: number): Body =>
  (b, x, w) =>
    b.node('Conv', [x, w(channels, from, 3, 3), w(channels)], { pads: [1, 1, 1, 1] });

/** Two convolutions with a maximum and a sum around them, on images that are large beside what a unit sees. */
const local: Body = (b, x, w) => {
  const one = b.node('Relu', [conv(3, 1)(b, x, w)]);
  const most = b.node('MaxPool', [one], { kernel_shape: [2, 2], strides: [1, 1] });
  const shape = b.constant({ type: 'int64', shape: [2], data: BigInt64Array.of(-1n, 363n) });
  const two = b.node('Add', [conv(3, 3)(b, most, w), most]);
  return b.node('Gemm', [b.node('Reshape', [two, shape]), w(2, 363), w(2)], { transB: 1 });
};

/** A dense layer between convolutions, rows that have no entry, and curves whose lines are not through 0. */
const mixed: Body = (b, x, w) => {
  const one = b.node('Sigmoid', [conv(2, 1)(b, x, w)]);
  const padded = b.node('Pad', [
    one,
    b.constant({ type: 'int64', shape: [8], data: BigInt64Array.of(0n, 0n, 1n, 1n, 0n, 0n, 1n, 1n) }),
  ]);
  const hidden = b.node('Relu', [b.node('Gemm', [b.node('Flatten', [padded]), w(16, 128), w(16)], { transB: 1 })]);
  const shape = b.constant({ type: 'int64', shape: [4], data: BigInt64Array.of(-1n, 1n, 4n, 4n) });
  const two = b.node('Relu', [conv(2, 1)(b, b.node('Reshape', [hidden, shape]), w)]);
  return b.node('Gemm', [b.node('Flatten', [two]), w(3, 32), w(3)], { transB: 1 });
};

const cases = [...nets, ['local', [1, 12, 12], 2, local], ['mixed', [1, 6, 6], 3, mixed]] as const;

describe.each(cases)('%s', (name, shape, outputs, body) => {
  const network = boundNetwork(graphOf(name, shape, outputs, body));
  const { steps, sizes } = network;
  const isSparse = steps.some((step) => step.kind === 'linear' && step.terms.some(({ map }) => map.sparse));

  it('has the bounds of rows and of units that backward substitution has one after the other', () => {
    const stream = random(`${name} side by side`);
    for (const { region } of balls(stream, network.inputs)) {
      const { relaxations, magnitudes } = relax(network, region);
      expect(isSideBySide(network, relaxations, network.last)).toBe(isSparse);
      for (let value = 1; value <= network.last; value++) {
        if (!isSideBySide(network, relaxations, value)) continue;
        const n = sizes[value]!;
        for (const m of [1, 17]) {
          const a = Float64Array.from({ length: m * n }, () => (stream.uniform() < 0.7 ? stream.normal() : 0));
          const { lower } = substitute(network, region, relaxations, { value, m, a: a.slice() });
          const off = lower.map((_, i) => roundingOf(magnitudes, value, a, i));
          close(substituteRows(network, region, relaxations, { value, m, a }), lower, off);
        }
        if (steps[value - 1]!.kind !== 'linear') continue;
        const units = Int32Array.from({ length: n }, (_, k) => k).filter(() => stream.uniform() < 0.6);
        const found = substituteUnits(network, region, relaxations, value, units);
        const off = Float64Array.from(units, (unit) => roundingAt(magnitudes, value, unit));
        close(found.lower, ends(region, relaxations, value, units, 1), off);
        close(found.upper, ends(region, relaxations, value, units, -1), off);
      }
    }
  });

  /** Lower ends of units, or upper. */
  function ends(
    region: Region,
    relaxations: ReturnType<typeof relax>['relaxations'],
    value: number,
    units: Int32Array,
    sign: 1 | -1,
  ): Float64Array {
    const n = sizes[value]!;
    const a = new Float64Array(units.length * n);
    units.forEach((unit, i) => (a[i * n + unit] = sign));
    return substitute(network, region, relaxations, { value, m: units.length, a }).lower.map((v) => sign * v);
  }
});

/** Two orders of the same sums: each is off by at most the bound on rounding. */
function close(found: Float64Array, expected: Float64Array, off: Float64Array): void {
  expect(found.length).toBe(expected.length);
  found.forEach((v, k) =>
    expect(Math.abs(v - expected[k]!)).toBeLessThanOrEqual(Math.min(2 * off[k]!, 1e-11 * (1 + Math.abs(v)))),
  );
}
