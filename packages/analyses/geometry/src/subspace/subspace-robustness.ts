import { defineAnalysis } from '@fragility/analysis';
import type { Dataset, Examples } from '@fragility/dataset';
import { dot, principalComponents, row, width, type Random, type Row } from '@fragility/numerics';
import { choice, integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { smallestFound } from '../shared/attacked.js';
import { chunked } from '../shared/chunks.js';
import { cell, exampleCells, ratio } from '../shared/columns.js';
import { chunkOf, linearised } from '../shared/linearised.js';
import { trainingPoints } from '../shared/training-points.js';
import { dctBand } from './dct.js';
import { smallestInside } from './smallest-inside.js';
import { complementOf, spanOf, wholeSpace, type Subspace } from './subspace.js';
import { COLUMNS } from './columns.js';
import { summariseSubspace } from './subspace-summary.js';

const SUBSPACES = ['principal', 'dct', 'span'] as const;

interface Options {
  readonly subspace: (typeof SUBSPACES)[number];
  readonly components: number;
  readonly from: number;
  readonly points: number;
}

/** Components `from…from + count` of points, or all where they are to be spanned. */
async function subspaceOf(
  { subspace, components, from, points }: Options,
  dataset: Dataset,
  examples: Examples,
  random: Random,
  signal?: AbortSignal,
): Promise<Subspace> {
  if (subspace === 'dct') return dctBand(dataset.shape, from, components);
  const { inputs } = await trainingPoints(dataset, examples, points, random, signal);
  const all = principalComponents(inputs, { centred: subspace === 'principal' }).components;
  const [first, end] =
    subspace === 'span' ? [0, all.rows] : [Math.min(from, all.rows), Math.min(from + components, all.rows)];
  return spanOf({ ...all, rows: end - first, data: all.data.slice(first * all.columns, end * all.columns) });
}

const square = (v: Row): number => dot(v, v);

/**
 * How robust the network is inside a subspace, orthogonal to it, and to which of the two its adversarial perturbations belong.
 *
 *     min { ‖δ‖₂ : δ = Pδ, x + δ is misclassified }        off-manifold share = ‖(1 − P)δ*‖² / ‖δ*‖²
 *
 * P projects on principal components of training points, on a band of DCT frequencies, or on the span of the points. δ* is the smallest L2
 * perturbation that the attacks of the experiment find. On a linear classifier the minimum is g/‖P∇g‖₂.
 * Source: Shamir et al., arXiv:2106.10151; Melamed et al., arXiv:2303.00783; Ortiz-Jimenez et al., arXiv:2002.06349.
 *
 * @example
 * const given = { model, dataset, examples, attacks: [], random: random(1) } as never;
 * for await (const row of runAnalysis(subspaceRobustness, { components: 2 }, given)) console.log(row['inside_ratio']);
 */
export const subspaceRobustness = defineAnalysis({
  name: 'subspace-robustness',
  summary: 'Smallest perturbations inside a subspace and orthogonal to it, and the off-manifold share',
  params: strictObject({
    subspace: optional(
      choice('principal components, DCT frequencies, or the span of the points', SUBSPACES),
      'principal',
    ),
    components: optional(integer('components or frequencies, at most; span has all', { min: 1 }), 20),
    from: optional(integer('components or frequencies before them', { min: 0 }), 0),
    points: optional(integer('training points that components are of, at most', { min: 2, max: 5000 }), 500),
    steps: optional(integer('gradient steps of a search', { min: 1 }), 30),
    rivals: optional(integer('other classes that the first step chooses between', { min: 1 }), 9),
  }),
  needs: ['data', 'gradients', 'attacks'],
  uses: { norm: 'l2', goal: 'smallest' },
  columns: COLUMNS,
  passes: ({ steps, rivals }, { examples, classes }) =>
    examples * 3 * (2 * (steps + Math.min(rivals, classes - 1)) + 30) + 500 * examples,
  async *run(params, { model, dataset, examples, attacks, random, signal, progress }) {
    const d = width(examples.inputs);
    const inside = await subspaceOf(params, dataset, examples, random, signal);
    const outside = complementOf(d, inside);
    const offShare = (point: Row, index: number): number | null => {
      const x = row(examples.inputs, index);
      const change = point.map((value, k) => value - x[k]!);
      return ratio(square(outside.project(change)), square(change));
    };
    const found = await smallestFound(attacks, examples, offShare);
    const all = linearised(model, examples, { signal, progress });
    for await (const some of chunked(all, chunkOf(d))) {
      const attacked = some.filter(({ margin }) => margin > 0);
      const places = new Map(attacked.map(({ id }, k) => [id, k]));
      const [within, beside, whole] = await Promise.all(
        [inside, outside, wholeSpace(d)].map((space) =>
          space.dimension > 0 ? smallestInside(model, attacked, space, params) : attacked.map(() => Infinity),
        ),
      );
      for (const one of some) {
        const at = (lengths: readonly number[] | undefined): number => lengths?.[places.get(one.id) ?? -1] ?? NaN;
        const smallest = found.get(one.id);
        yield {
          ...exampleCells(one),
          subspace_dimension: inside.dimension,
          gradient_share: ratio(square(inside.project(one.gradient)), square(one.gradient)),
          distance_inside: cell(at(within)),
          distance_outside: cell(at(beside)),
          distance_whole: cell(at(whole)),
          inside_ratio: ratio(at(within), at(whole)),
          outside_ratio: ratio(at(beside), at(whole)),
          attack: smallest?.attack ?? null,
          attack_distance: smallest?.distance ?? null,
          off_share: smallest?.made ?? null,
          random_off_share: 1 - inside.dimension / d,
        };
      }
    }
  },
  summarise: summariseSubspace,
});
