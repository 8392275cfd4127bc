import { expect, it } from '@jest/globals';
import { distance, row, type Loss, type Row } from '@fragility/numerics';
import { createSpace } from '../../geometry/create.js';
import { attackOf, linearProblem, steepened } from '../../conformance/index.js';
import { attack, type Example } from '../../index.js';
import { nearestRivals, rivalClasses, type Rival } from '../index.js';

it('orders other classes by their logits', () => {
  expect(rivalClasses(Float64Array.of(3, 1, 2, 1), 0)).toEqual([2, 1, 3]);
  expect(rivalClasses(Float64Array.of(3, 1, 2), 2)).toEqual([0, 1]);
});

it.each([
  [1e-3, true, 1],
  [1, false, 1e-3],
  [1e3, true, 1e3],
])(
  'finds the distances of a linear model to all classes, inputs of size %d, bounded %s, logits × %d',
  async (scale, bounded, factor) => {
    const { model, examples, optimum } = linearProblem(scale, bounded, 6, { uneven: 1 });
    const seen: Rival[][] = [];
    const probe = attackOf('gradient', async (example) => void seen.push(await nearestRivals(example, 5)));
    for await (const { backwards } of attack(steepened(model, factor), probe, examples, { norm: 'l2', window: 1 }))
      expect(backwards).toBe(5);
    expect(seen).toHaveLength(examples.labels.length);
    seen.forEach((rivals, i) => {
      expect(rivals[0]!.distance / optimum(i, 'l2')).toBeCloseTo(1, 3);
      const from = row(examples.inputs, i);
      expect(distance(rivals[0]!.x!, from, 'l2') / rivals[0]!.distance).toBeCloseTo(1, 9);
      expect(rivals.slice(1).every(({ x }) => x === null)).toBe(true);
      for (const rival of rivals) {
        const exact = optimum(i, 'l2', rival.class);
        if (exact < Infinity) expect(rival.distance / exact).toBeCloseTo(1, 3);
      }
      const distances = rivals.map(({ distance }) => distance);
      expect(distances).toEqual([...distances].sort((a, b) => (a < b ? -1 : 1)));
    });
  },
);

it.each([
  [2 ** 16, 20, [8, 8, 3]],
  [2 ** 19 + 1, 4, [1, 1, 1]],
  [100, 20, [19]],
])('of inputs of %d values, asks for a few gradients at a time: %d classes, %j', async (size, classes, expected) => {
  const input = new Float64Array(size);
  const asked: number[] = [];
  const steepness = (j: number): number => 1 + ((7 * j) % classes);
  const example = {
    input,
    criterion: { label: 0 },
    space: createSpace(input, 'l2', null, 'float64'),
    logits: async () => ({ class: 0, fooled: false, logits: Float64Array.from({ length: classes }, (_, j) => -j) }),
    gradients: async (_: Row, losses: readonly Loss[]) => {
      asked.push(losses.length);
      return losses.map((loss) => {
        const out = new Float64Array(classes);
        loss(new Float64Array(classes), out);
        const j = out.indexOf(1);
        const gradient = new Float64Array(size);
        gradient[j] = steepness(j);
        return { class: 0, fooled: false, logits: out, value: -1, gradient };
      });
    },
  } as unknown as Example<'gradient'>;
  const rivals = await nearestRivals(example, classes);
  expect(asked).toEqual(expected);
  const order = Array.from({ length: classes - 1 }, (_, k) => k + 1).sort((a, b) => steepness(b) - steepness(a));
  expect(rivals.map((rival) => rival.class)).toEqual(order);
  expect(rivals[0]!.x![order[0]!]).toBeCloseTo(1 / steepness(order[0]!), 5);
  expect(rivals.filter(({ x }) => x)).toHaveLength(1);
});
