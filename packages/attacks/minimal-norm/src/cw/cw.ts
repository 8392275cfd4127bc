import { defineAttack } from '@fragility/attack';
import { aimedRuns, boundaryScale, targetsParam, SMALLEST } from '@fragility/attack/parts';
import { distance, marginLoss, type Loss } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { adam } from '../optimisers/adam.js';
import { variable } from './variable.js';

/**
 * Carlini–Wagner: minimises the squared distance plus c times the margin with Adam, and searches for the c that balances them.
 *
 *     min_w  ‖x(w) − x₀‖₂²/u² + c · max(0, f_y − max_{j≠y} f_j),      x(w) = centre + half · tanh w
 *
 * Without bounds x(w) = x₀ + u w; u is the distance to the linearised boundary. c grows tenfold until the model is fooled, and is then
 * bisected. One row: x [d], c in 1/logits. Source: Carlini & Wagner, IEEE S&P 2017, arXiv:1608.04644, §V and §VI-A.
 *
 * @example
 * for await (const record of attack(model, cw, examples, { norm: 'l2', params: { steps: 200 } })) console.log(record.distance);
 */
export const cw = defineAttack({
  ...SMALLEST,
  name: 'cw',
  summary: 'Minimises squared distance plus c times the margin, c by bisection',
  reference: 'arXiv:1608.04644',
  norms: ['l2'],
  params: strictObject({
    steps: optional(integer('largest number of gradient steps per constant', { min: 1 }), 10_000),
    search: optional(integer('constants tried', { min: 1 }), 9),
    constant: optional(real('first constant c', { above: 0 }), 1e-3),
    rate: optional(
      real('step length of Adam in w, shortened where x would move by more than rate · u', { above: 0 }),
      0.01,
    ),
    targets: targetsParam,
  }),
  create:
    ({ steps, search, constant, rate, targets }) =>
    async (example) => {
      const { input, criterion, gradient } = example;
      const unit = await boundaryScale(example);
      const { start, x: point, slope } = variable(example, unit);
      const check = Math.max(1, Math.floor(steps / 10));
      /** Minimises at one c; returns whether a point was fooled. */
      const minimise = async (loss: Loss, c: number): Promise<boolean> => {
        const w = start.slice();
        const moments = adam(w.length);
        let [found, previous] = [false, Infinity];
        for (let k = 0; k < steps; k++) {
          const x = point(w);
          const { gradient: g, value, fooled } = await gradient(x, loss);
          found ||= fooled;
          const total = (distance(x, input, 'l2') / unit) ** 2 + c * Math.max(0, -value);
          if (k % check === 0) {
            if (total > 0.9999 * previous) break;
            previous = total;
          }
          const pressure = value > 0 ? 0 : c;
          const rise = slope(x);
          const { mean, spread } = moments(
            g.map((v, i) => rise[i]! * ((2 * (x[i]! - input[i]!)) / unit ** 2 - pressure * v)),
          );
          for (let i = 0; i < w.length; i++)
            if (spread[i]! > 0) w[i]! -= (rate * Math.min(1, unit / rise[i]!) * mean[i]!) / spread[i]!;
        }
        return found;
      };
      await aimedRuns(example, marginLoss(criterion), targets, async (loss) => {
        let [c, low, high] = [constant, 0, Infinity];
        for (let k = 0; k < search; k++) {
          if (await minimise(loss, c)) high = c;
          else low = c;
          c = high < Infinity ? (low + high) / 2 : 10 * c;
        }
      });
    },
});
