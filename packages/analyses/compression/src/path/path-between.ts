import { isDense, type DifferentiableClassifier } from '@fragility/model';
import type { Row } from '@fragility/numerics';
import { isPiecewiseLinear } from '@fragility/numerics/dense';
import { exactPath } from './exact-path.js';
import type { Path } from './path.js';
import { sampledPath } from './sampled-path.js';

/** The way from x to y: exact where the layers allow it, else sampled with `gradients` at most; null where the margin keeps its sign. */
export const pathBetween = async (
  model: DifferentiableClassifier,
  x: Row,
  y: Row,
  i: number,
  j: number,
  gradients?: number,
): Promise<Path | null> =>
  isDense(model) && isPiecewiseLinear(model.layers)
    ? exactPath(model.layers, x, y, i, j)
    : sampledPath(model, x, y, i, j, gradients);
