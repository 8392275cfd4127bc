import { expect, it } from '@jest/globals';
import { collect } from '@fragility/attack/conformance';
import { distance, row } from '@fragility/numerics';
import { deepfool } from '../index.js';
import { ball, insiders, RADIUS } from '../testing/ball.js';
import { problem } from '../testing/problem.js';

it('ends where its first linearisation says, where that crosses a curved boundary', async () => {
  const records = await collect(ball, deepfool, insiders, { norm: 'l2', params: { overshoot: 0.05 } });
  records.forEach((record, i) => {
    const x = row(insiders.inputs, i);
    const size = distance(x, new Float64Array(x.length), 'l2');
    expect(record.distance).toBeCloseTo((1.05 * (RADIUS ** 2 - size ** 2)) / (2 * size), 12);
  });
});

it('overshoots by what it is told, and looks at as many classes as it is told', async () => {
  const { model, examples, optima } = problem(1, false, 10, 25);
  const exact = optima('l2');
  const all = await collect(model, deepfool, examples, { norm: 'l2', params: { overshoot: 1e-9 } });
  all.forEach(({ distance: found, backwards }, i) => {
    expect(found / exact[i]!).toBeCloseTo(1, 8);
    expect(backwards).toBe(9);
  });
  const one = await collect(model, deepfool, examples, { norm: 'l2', params: { classes: 2 } });
  one.forEach(({ backwards }) => expect(backwards).toBe(1));
  expect(Math.max(...one.map(({ distance: found }, i) => found / exact[i]!))).toBeGreaterThan(1.03);
});
