import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GraphBuilder } from '../../graph/builder.js';
import { integers } from '../../graph/tensors.js';
import { shapes } from '../../testing/arbitraries.js';
import { gradientError, type GradientCase } from '../../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const list = (b: GraphBuilder, ...values: number[]) => b.constant(integers(values));
const slice =
  (starts: number[], ends: number[], axes: number[], steps: number[]): Nodes =>
  (b, x) =>
    b.node('Slice', [x, list(b, ...starts), list(b, ...ends), list(b, ...axes), list(b, ...steps)]);
const pad =
  (mode: string, ...pads: number[]): Nodes =>
  (b, x) =>
    b.node('Pad', [x, list(b, ...pads)], { mode });
const gather =
  (axis: number, shape: number[], ...places: number[]): Nodes =>
  (b, x) =>
    b.node('Gather', [x, b.constant({ ...integers(places), shape })], { axis });

const cases: [string, Nodes][] = [
  ['Slice', slice([1], [9], [3], [1])],
  ['Slice, from the back', slice([-2, 0], [-1, 1], [2, 1], [1, 1])],
  ['Slice, every other', slice([0, 1], [9, 9], [2, 3], [2, 2])],
  ['Slice, backwards', slice([-1], [-9], [3], [-1])],
  ['Slice, backwards by two', slice([9], [0], [3], [-2])],
  ['Gather, one place', gather(2, [], 1)],
  ['Gather, in another order', gather(3, [4], 3, 0, 2, 1)],
  ['Gather, places twice and negative', gather(3, [5], 1, 1, -1, 0, 1)],
  ['Gather, a matrix of places', gather(1, [2, 2], 0, 1, 1, 1)],
  ['Pad', pad('constant', 0, 0, 1, 2, 0, 0, 0, 1)],
  ['Pad, negative', pad('constant', 0, 0, -1, 2, 0, 0, 0, -1)],
  ['Pad, reflect', pad('reflect', 0, 0, 2, 1, 0, 0, 1, 3)],
  ['Pad, edge', pad('edge', 0, 1, 2, 1, 0, 0, 1, 3)],
];

const whole = (min: number, max: number) => fc.integer({ min, max });

describe('rules of selection', () => {
  it.each(cases)('%s agrees with central differences', async (_, nodes) => {
    expect(await gradientError({ shape: [2, 3, 4], nodes })).toBeLessThan(1e-8);
  });

  it('Slice agrees with central differences over starts, ends and steps on any axes', async () => {
    const far = fc.oneof(whole(-7, 7), fc.constantFrom(-(2 ** 53), 2 ** 53));
    const cut = fc.record({ start: far, end: far, step: fc.constantFrom(-3, -2, -1, 1, 2, 3), back: fc.boolean() });
    const cuts = fc.tuple(...[1, 2].map(() => fc.option(cut)));
    await fc.assert(
      fc.asyncProperty(cuts, async (given) => {
        const chosen = given.flatMap((each, k) => (each ? [{ ...each, axis: each.back ? k - 2 : k + 1 }] : []));
        const sizes = [4, 5].map((size, k) => {
          const each = given[k];
          const places = Array.from({ length: size }, (_, place) => place);
          if (!each) return size;
          const from = (value: number): number => (value < 0 ? value + size : value);
          const first = each.step > 0 ? Math.max(0, from(each.start)) : Math.min(size - 1, from(each.start));
          return places.filter((place) =>
            each.step > 0
              ? place >= first && place < from(each.end)
              : place <= first && place > Math.max(-1, from(each.end)),
          ).length;
        });
        fc.pre(chosen.length > 0 && sizes.every((size) => size > 0));
        const parts = ['start', 'end', 'axis', 'step'] as const;
        const nodes: Nodes = (b, x) =>
          b.node('Slice', [x, ...parts.map((part) => list(b, ...chosen.map((each) => each[part])))]);
        expect(await gradientError({ shape: [4, 5], nodes })).toBeLessThan(1e-8);
      }),
      { seed: 80, numRuns: 40 },
    );
  });

  it('Gather agrees with central differences at places in any shape, from either end', async () => {
    const drawn = shapes({ min: 1, max: 3 }).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axis: whole(0, shape.length - 1),
        back: fc.boolean(),
        indices: shapes({ min: 0, max: 2 }),
        places: fc.infiniteStream(whole(-100, 99)),
      }),
    );
    await fc.assert(
      fc.asyncProperty(drawn, async ({ shape, axis, back, indices, places }) => {
        const size = shape[axis]!;
        const count = indices.reduce((a, b) => a * b, 1);
        const chosen = [...places.take(count)].map(
          (place) => (((place % size) + size) % size) - (place < 0 ? size : 0),
        );
        const nodes: Nodes = (b, x) =>
          b.node('Gather', [x, b.constant({ ...integers(chosen), shape: indices })], {
            axis: back ? axis - shape.length : axis + 1,
          });
        expect(await gradientError({ shape, nodes })).toBeLessThan(1e-8);
      }),
      { seed: 81, numRuns: 30 },
    );
  });

  it.each(['constant', 'reflect', 'edge', 'wrap'])(
    'Pad in the mode %s agrees with central differences',
    async (mode) => {
      const widths = fc.array(whole(mode === 'constant' ? -1 : 0, 2), { minLength: 4, maxLength: 4 });
      const chosen = fc.constantFrom([1, 2], [2], [-1], [-1, 1]);
      await fc.assert(
        fc.asyncProperty(widths, chosen, fc.boolean(), async ([a, b1, c, d], axes, named) => {
          const pads = named ? [a!, b1!, c!, d!].slice(0, 2 * axes.length) : [0, a!, b1!, 0, c!, d!];
          const nodes: Nodes = (b, x) =>
            b.node('Pad', [x, list(b, ...pads), ...(named ? ['', list(b, ...axes)] : [])], { mode });
          expect(await gradientError({ shape: [3, 4], opset: 19, nodes })).toBeLessThan(1e-8);
        }),
        { seed: 82, numRuns: 20 },
      );
    },
  );

  it('Pad with a number other than zero', async () => {
    const nodes: Nodes = (b, x) =>
      b.node('Pad', [
        x,
        list(b, 0, 1, 0, 0, 0, 2),
        b.constant({ type: 'float64', shape: [], data: Float64Array.of(3) }),
      ]);
    expect(await gradientError({ shape: [3, 4], nodes })).toBeLessThan(1e-8);
  });
});
