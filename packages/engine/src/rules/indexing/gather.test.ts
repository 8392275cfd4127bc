import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GraphBuilder } from '../../graph/builder.js';
import { integers, sizeOf } from '../../graph/tensors.js';
import { shapes } from '../../testing/arbitraries.js';
import { gradientError, type GradientCase } from '../../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const places = (b: GraphBuilder, shape: readonly number[], values: readonly number[]): string =>
  b.constant({ ...integers(values), shape });

/** A constant for every example, repeated as often as there are. */
function forEach(b: GraphBuilder, x: string, shape: readonly number[], values: readonly number[]): string {
  const batch = b.node('Slice', [b.node('Shape', [x]), ...[0, 1].map((end) => places(b, [1], [end]))]);
  const sizes = b.node('Concat', [batch, places(b, [shape.length], shape)], { axis: 0 });
  return b.node('Expand', [places(b, [1, ...shape], values), sizes]);
}

const exactly = async (shape: readonly number[], nodes: Nodes): Promise<void> =>
  expect(await gradientError({ shape, step: 0.5, nodes: (b, x) => nodes(b, x) })).toBeLessThan(1e-9);

/** Numbers from −size to size − 1, drawn as places from either end of an axis. */
const draws = fc.infiniteStream(fc.integer({ min: -1000, max: 999 }));
const placeOf = (draw: number, size: number): number => (((draw % size) + size) % size) - (draw < 0 ? size : 0);

describe('rules of gathering', () => {
  it('Gather adds up what many outputs took from one place', async () => {
    const repeated = Array.from({ length: 50 }, (_, k) => (k % 7 === 0 ? -1 : k % 2));
    await exactly([3, 2], (b, x) => b.node('Gather', [x, places(b, [50], repeated)], { axis: 1 }));
    await exactly([2, 3, 4], (b, x) => b.node('Gather', [x, places(b, [5, 10], repeated)], { axis: 2 }));
  });

  it('Gather at places that depend on the input', async () => {
    for (const axis of [1, 2, -1]) {
      await exactly([3, 4], (b, x) => {
        const sum = b.node('ReduceSum', [x, places(b, [2], [0, 1])], { keepdims: 0 });
        const ones = b.node('Cast', [b.node('Equal', [sum, sum])], { to: 7 });
        const computed = b.node('Concat', [b.node('Mul', [ones, places(b, [1], [2])]), places(b, [2], [-1, 1])], {
          axis: 0,
        });
        return b.node('Gather', [x, computed], { axis });
      });
    }
  });

  it('GatherElements along any axis, at places twice and from the end', async () => {
    const drawn = shapes({ min: 1, max: 3 }).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axis: fc.integer({ min: 0, max: shape.length - 1 }),
        back: fc.boolean(),
        many: fc.integer({ min: 1, max: 5 }),
        draws,
      }),
    );
    await fc.assert(
      fc.asyncProperty(drawn, async ({ shape, axis, back, many, draws: stream }) => {
        const taken = shape.map((size, k) => (k === axis ? many : size));
        const chosen = [...stream.take(sizeOf(taken))].map((draw) => placeOf(draw, shape[axis]!));
        await exactly(shape, (b, x) =>
          b.node('GatherElements', [x, forEach(b, x, taken, chosen)], { axis: back ? axis - shape.length : axis + 1 }),
        );
      }),
      { seed: 90, numRuns: 25 },
    );
  });

  it('GatherND at constant places of leading axes, as x[:, [2, 1, 0]] is exported', async () => {
    await exactly([3, 2, 4], (b, x) => {
      const first = b.node('Transpose', [x], { perm: [1, 0, 2, 3] });
      return b.node('Transpose', [b.node('GatherND', [first, places(b, [3, 1], [2, 1, 0])])], { perm: [1, 0, 2, 3] });
    });
    await exactly([3, 5, 4], (b, x) => {
      const inner = b.node('Transpose', [x], { perm: [2, 3, 0, 1] });
      const windows = [0, 0, 1, -1, 2, 2, 4, 1, 0, 0, -2, -4];
      return b.node('GatherND', [inner, places(b, [2, 3, 2], windows)]);
    });
  });

  it('GatherND within each example, by one and by two leading axes', async () => {
    const own = [1, 0, -1, 2, 0, 0, 1, 0];
    await exactly([3, 4], (b, x) => b.node('GatherND', [x, forEach(b, x, [4, 2], own)], { batch_dims: 1 }));
    await exactly([3, 4], (b, x) => b.node('GatherND', [x, forEach(b, x, [8, 1], own)], { batch_dims: 1 }));
    await exactly([2, 3, 4], (b, x) => b.node('GatherND', [x, forEach(b, x, [2, 2, 2], own)], { batch_dims: 2 }));
  });

  it('GatherND with the example among the coordinates, as x[arange(n), places] is exported', async () => {
    await exactly([3, 4], (b, x) => {
      const scalar = (value: number): string => places(b, [], [value]);
      const count = b.node('Gather', [b.node('Shape', [x]), scalar(0)]);
      const rows = b.node('Unsqueeze', [b.node('Range', [scalar(0), count, scalar(1)]), places(b, [1], [1])]);
      const column = b.node('Sub', [b.node('Mul', [rows, scalar(0)]), scalar(2)]);
      return b.node('GatherND', [x, b.node('Concat', [rows, column], { axis: 1 })]);
    });
  });
});
