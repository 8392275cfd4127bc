import { checkLayerSizes, type DenseLayer } from '@fragility/numerics/dense';

/**
 * Checks that layers have the sizes they say and fit one another.
 *
 * @throws FragilityError `engine/layers`.
 */
export const checkLayers = (layers: readonly DenseLayer[], where: string): void =>
  checkLayerSizes(layers, { where, code: 'engine/layers', kind: 'input' });
