import { describe, expect, it } from '@jest/globals';
import { normOf, predictedClass, row } from '@fragility/numerics';
import { forward, localise } from '@fragility/numerics/dense';
import { PLANAR_BOUNDS, planarLayers, planarProblem } from './planar.js';
import { firstCrossing, nearestByRays } from './rays.js';

const KINDS = ['plain', 'branching'] as const;
const NORMS = ['l2', 'linf', 'l1'] as const;
const { PI, abs, atan2, cos, floor, sin } = Math;

describe.each(KINDS)('the planar problem, %s', (kind) => {
  const { examples, optimum } = planarProblem(kind);
  const planar = { layers: planarLayers(kind), bounds: PLANAR_BOUNDS };
  const each = Array.from(examples.labels, (label, i) => ({ i, label, x: row(examples.inputs, i) }));

  it('has the optima that the dense search finds', () => {
    for (const { i, label, x } of each) {
      const found = nearestByRays(planar, x, label);
      for (const norm of NORMS) expect(abs(found[norm] / optimum(i, norm) - 1)).toBeLessThan(1e-9);
    }
  });

  it('has no other class nearer than that, on a grid', () => {
    for (const { i, label, x } of each) {
      for (const norm of NORMS) {
        const radius = optimum(i, norm);
        const nearer = Array.from({ length: 24 * 24 }, (_, k) =>
          Float64Array.of(((k % 24) / 11.5 - 1) * radius, (floor(k / 24) / 11.5 - 1) * radius),
        )
          .filter((step) => normOf(step, norm) < radius)
          .map((step) => x.map((value, c) => value + step[c]!))
          .filter((z) => z.every((value) => abs(value) <= 2));
        expect(nearer.every((z) => predictedClass(forward(planar.layers, z)) === label)).toBe(true);
      }
    }
  });

  it(`is ${kind}: the nearest boundary lies ${kind === 'plain' ? 'within 45°' : 'more than 45° away'} of the steepest direction`, () => {
    for (const { label, x } of each) {
      const crossing = (k: number): number =>
        firstCrossing(planar, [x[0]!, x[1]!], label, cos((PI * k) / 360), sin((PI * k) / 360));
      const ts = Array.from({ length: 720 }, (_, k) => crossing(k));
      const nearest = (PI * ts.indexOf(Math.min(...ts))) / 360;
      const [steepest] = planar.layers[1].bias
        .reduce<{ reach: number; angle: number }[]>((all, _, j, { length }) => {
          if (j === label) return all;
          const cotangent = Float64Array.from({ length }, (_none, c) => (c === label ? 1 : c === j ? -1 : 0));
          const { value, gradient } = localise(planar.layers, x, cotangent);
          return [...all, { reach: value / normOf(gradient, 'l2'), angle: atan2(-gradient[1]!, -gradient[0]!) }];
        }, [])
        .sort((a, b) => a.reach - b.reach);
      const angle = abs(atan2(sin(steepest!.angle - nearest), cos(steepest!.angle - nearest)));
      expect(angle > PI / 4).toBe(kind === 'branching');
    }
  });
});

it('firstCrossing ends at the wall of the box', () => {
  const layers = planarLayers('plain');
  expect(firstCrossing({ layers, bounds: [-0.01, 0.01] }, [0, 0], 0, 1, 0)).toBe(Infinity);
});
