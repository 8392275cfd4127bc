import { expect, it } from '@jest/globals';
import { collect, twoClasses, zeroInput } from '@fragility/attack/conformance';
import { dot, normOf, type Row } from '@fragility/numerics';
import { deepfool, superDeepfool } from '../index.js';

const D = 16;
/** Nearly flat along `faint`, but for a cliff along `steep` that begins at 0.4 and is 0.02 wide. */
const faint = Float64Array.from({ length: D }, (_, k) => (k % 4 === 0 ? 0.02 : 0.001));
const steep = new Float64Array(D).fill(1 / Math.sqrt(D));
const height = (x: Row): number => (dot(steep, x) - 0.4) / 0.02;
const margin = (x: Row): number => -1 + dot(faint, x) + Math.min(1, Math.max(0, height(x)));
const slope = (x: Row): Row => faint.map((v, k) => v + (height(x) > 0 && height(x) < 1 ? steep[k]! / 0.02 : 0));
/** Smallest perturbation from zero: on the cliff the margin is linear. */
const OPTIMUM = (1 + 0.4 / 0.02) / normOf(slope(steep.map((v) => 0.41 * v)), 'l2');

const cliff = twoClasses([D], [0, 1], margin, slope);
const origin = zeroInput(D);

it('comes back from where DeepFool leads it, far beyond a boundary that the gradient at the input does not show', async () => {
  const [far] = await collect(cliff, deepfool, origin, { norm: 'l2' });
  const [near] = await collect(cliff, superDeepfool, origin, { norm: 'l2' });
  expect(far!.distance / OPTIMUM).toBeGreaterThan(4);
  expect(near!.distance / OPTIMUM).toBeGreaterThanOrEqual(1 - 1e-9);
  expect(near!.distance / OPTIMUM).toBeLessThan(1.002);
  expect(near!.forwards).toBeLessThan(150);
});
