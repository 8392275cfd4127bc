import { column, defineAnalysis } from '@fragility/analysis';
import type { ConvexNorm } from '@fragility/numerics';
import { choice, flag, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { nearestFound, type Nearest } from '../attacked/nearest.js';
import { checkOrder } from '../attacked/order.js';
import { certifiedRadius } from '../bounds/radius.js';
import { reachOf } from '../bounds/scale.js';
import { cleanExamples, pause, type Clean } from '../shared/clean.js';
import { NORMS } from '../shared/params.js';
import { lipschitzCertifier, type LipschitzCertifier } from './certificate.js';
import { summariseLipschitz } from './lipschitz-summary.js';

const COLUMNS = {
  id: column.string('example'),
  label: column.integer('its class y'),
  margin: column.number('f_y(x) − max_j f_j(x): negative where the example is misclassified'),
  correct: column.boolean('whether it is classified correctly: only then is there a radius'),
  global_constant: column.number('L of f_y − f_j on the whole space, of the j that limits the radius'),
  global_radius: column.number('radius that these constants prove'),
  local_constant: column.number('the same L on the ball of the local radius'),
  local_radius: column.number('radius that constants of its own ball prove'),
  lower: column.number('the larger of the two: no adversarial point is nearer'),
  attack: column.string('attack that found the nearest adversarial point; empty where none did'),
  attack_distance: column.number('distance of that point'),
  seconds: column.seconds('time of the example'),
} as const;

interface Asked {
  readonly norm: ConvexNorm;
  readonly tolerance: number;
  readonly seconds: number;
}

function measured(
  proving: LipschitzCertifier,
  { id, label, margin, x }: Clean,
  nearest: Nearest | undefined,
  asked: Asked,
) {
  const { norm, tolerance, seconds } = asked;
  const started = performance.now();
  const spent = (): number => (performance.now() - started) / 1000;
  const most = reachOf(x, proving.bounds, norm);
  const whole = proving.global(x, label);
  const global = Math.min(whole.radius, most);
  const constants = new Map<number, number>();
  const bound = (_x: unknown, _label: number, radius: number) => {
    const { margin: left, constant } = proving.local(x, label, radius);
    constants.set(radius, constant);
    return { margin: left, floatMargin: 0 };
  };
  const first = Number.isFinite(global) && global > 0 ? global : 1;
  const { lower: local } = certifiedRadius({ bound }, x, label, {
    ...{ method: 'interval', tolerance, first, tried: [], most },
    isOver: () => spent() >= seconds,
  });
  const lower = Math.max(global, local);
  checkOrder({ id, norm, lower, nearest });
  const finite = (value: number | undefined): number | null => (Number.isFinite(value) ? value! : null);
  return {
    ...{ id, label, margin, correct: true, global_constant: whole.constant, global_radius: finite(global) },
    ...{ local_constant: finite(constants.get(local)), local_radius: finite(local), lower: finite(lower) },
    ...{ attack: nearest?.attack ?? null, attack_distance: nearest?.distance ?? null, seconds: spent() },
  };
}

const NOTHING = {
  ...{ global_constant: null, global_radius: null, local_constant: null, local_radius: null, lower: null },
  ...{ attack: null, attack_distance: null, seconds: 0 },
};

/**
 * Certified radii by Lipschitz constants of the differences of logits.
 *
 *     R = min_j (f_y(x) − f_j(x)) / L_j
 *
 * globally, with L_j a product of operator norms along the network, each an upper bound; locally, with L_j the dual norm of the largest partial derivatives that intervals allow on the
 * ball, and R the largest radius whose own ball proves it. Both are proofs. Source: Tsuzuku et al., NeurIPS 2018, arXiv:1802.04034; Weng et al., ICML 2018, arXiv:1804.09699.
 *
 * @example
 * const given = { model, dataset, examples, attacks: [], random: random(1) } as never;
 * for await (const row of runAnalysis(lipschitz, { norm: 'l2' }, given)) console.log(row['lower']);
 */
export const lipschitz = defineAnalysis({
  name: 'lipschitz',
  summary: 'Radii that Lipschitz constants prove: of the whole space, and of the ball itself',
  params: strictObject({
    norm: choice('norm of the ball', NORMS),
    box: optional(flag('whether the ball is cut with the range of the inputs'), true),
    tolerance: optional(
      real('relative width at which bisection of the local radius ends', { min: 1e-9, below: 1 }),
      0.01,
    ),
    seconds: optional(real('time for one example', { above: 0 }), 10),
  }),
  needs: ['data', 'gradients', 'attacks'],
  columns: COLUMNS,
  passes: (_params, { examples }) => 50 * examples,
  async *run(params, { model, examples, attacks, signal, progress }) {
    const proving = lipschitzCertifier(model, params);
    const nearest = await nearestFound(attacks, params.norm);
    const all = await cleanExamples(model, examples);
    for (const [k, clean] of all.entries()) {
      signal?.throwIfAborted();
      progress?.(k / all.length);
      await pause();
      const { id, label, margin } = clean;
      if (margin > 0) yield measured(proving, clean, nearest.get(id), params);
      else yield { id, label, margin, correct: false, ...NOTHING };
    }
  },
  summarise: (rows, { norm }) => summariseLipschitz(rows, Object.keys(COLUMNS), norm),
});
