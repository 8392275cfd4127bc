import { defineAnalysis, type AttackHandle } from '@fragility/analysis';
import type { AttackRecord } from '@fragility/attack';
import type { Examples } from '@fragility/dataset';
import { FragilityError, predictedClass, row, rows, take } from '@fragility/numerics';
import { z } from 'zod';
import { randomPairs, type Pair } from './pairs.js';
import { pathBetween } from './path.js';
import { summarisePrediction } from './prediction-summary.js';

const pick = ({ inputs, labels, ids }: Examples, indices: readonly number[]): Examples => ({
  inputs: take(inputs, indices),
  labels: Int32Array.from(indices, (i) => labels[i]!),
  ids: indices.map((i) => ids[i]!),
});

/** The smallest confirmed perturbation of each pair's first example towards the class of its second, over all attacks. */
async function smallest(
  attacks: readonly AttackHandle[],
  examples: Examples,
  pairs: readonly Pair[],
): Promise<(AttackRecord | null)[]> {
  const best: (AttackRecord | null)[] = pairs.map(() => null);
  const sources = pick(
    examples,
    pairs.map(({ i }) => i),
  );
  const targets = pairs.map(({ j }) => examples.labels[j]!);
  for (const handle of attacks) {
    let k = 0;
    for await (const record of handle.attack(sources, { targets })) {
      const known = best[k];
      if (record.success && !(known && known.distance <= record.distance)) best[k] = record;
      k++;
    }
  }
  return best;
}

/**
 * Does compression predict fragility? For pairs of correctly classified examples of different classes,
 *
 *     predicted = (distance to the boundary g_ij = 0 on the straight way from x_i to x_j) · (average |cos θ| on that way)
 *     measured  = smallest L2 perturbation of x_i towards the class of x_j found by any smallest-norm attack of the experiment
 *
 * Exact breakpoints on piecewise-linear networks, quadrature elsewhere; `path_residual` checks the path identity
 * g(x_i) − g(boundary) = ∫ ‖∇g‖ cos θ. Source: arXiv:2406.16200, §5.
 *
 * @throws FragilityError `compression-prediction/attacks` without a smallest-norm L2 attack, `compression-prediction/pairs` without pairs.
 */
export const compressionPrediction = defineAnalysis({
  name: 'compression-prediction',
  summary: 'Path-averaged |cos θ| × boundary distance against the smallest perturbation found',
  params: z.strictObject({
    pairs: z.int().positive().default(200).describe('pairs of examples of different classes, at most'),
  }),
  needs: ['data', 'gradients', 'attacks'],
  columns: {
    i: { type: 'string', description: 'id of the attacked example' },
    j: { type: 'string', description: 'id of the example whose class it is pushed to' },
    label: { type: 'integer', description: 'class of i' },
    target: { type: 'integer', description: 'class of j' },
    boundary_distance: { type: 'number', description: 'L2 distance to the boundary on the straight way' },
    path_compression: { type: 'number', description: '|cos θ| averaged up to the boundary' },
    local_compression: { type: 'number', description: '|cos θ| at i' },
    predicted: { type: 'number', description: 'boundary distance × path compression' },
    measured: { type: 'number', description: 'smallest L2 perturbation found; empty where none was' },
    attack: { type: 'string', description: 'who found it' },
    path_residual: { type: 'number', description: 'relative error of the path identity' },
  },
  async *run({ pairs: most }, { examples, model, attacks, random, signal }) {
    const fail = (message: string, code: string): never => {
      throw new FragilityError(message, {
        where: 'analysis/compression-prediction',
        code: `compression-prediction/${code}`,
      });
    };
    const usable = attacks.filter(({ norm, goal }) => norm === 'l2' && goal === 'smallest');
    if (usable.length === 0)
      fail('there is no smallest-norm L2 attack in the experiment; add one, such as qr with norm: l2', 'attacks');
    const predictions = rows(await model.logits(examples.inputs)).map(predictedClass);
    const correct = predictions.flatMap((label, i) => (label === examples.labels[i] ? [i] : []));
    const chosen = pick(examples, correct);
    const pairs = randomPairs(chosen, most, random);
    if (pairs.length === 0)
      fail('no two correctly classified examples of different classes; evaluate more examples', 'pairs');
    const found = await smallest(usable, chosen, pairs);
    for (const [k, { i, j }] of pairs.entries()) {
      signal?.throwIfAborted();
      const [label, target] = [chosen.labels[i]!, chosen.labels[j]!];
      const path = await pathBetween(model, row(chosen.inputs, i), row(chosen.inputs, j), label, target);
      if (!path) continue;
      yield {
        i: chosen.ids[i]!,
        j: chosen.ids[j]!,
        label,
        target,
        boundary_distance: path.boundary,
        path_compression: path.compression,
        local_compression: path.local,
        predicted: path.boundary * path.compression,
        measured: found[k]?.distance ?? null,
        attack: found[k]?.attack ?? null,
        path_residual: path.residual,
      };
    }
  },
  summarise: summarisePrediction,
});
