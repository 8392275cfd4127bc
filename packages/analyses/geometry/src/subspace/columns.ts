import { column } from '@fragility/analysis';
import { EXAMPLE_COLUMNS, labelled } from '../shared/columns.js';

/** What is measured of an example. */
export const COLUMNS = {
  ...EXAMPLE_COLUMNS,
  subspace_dimension: column.integer('m, dimension of the subspace'),
  gradient_share: labelled('share of the gradient inside', '‖P∇g‖²/‖∇g‖²; empty where the gradient is zero'),
  distance_inside: labelled(
    'distance inside',
    'smallest L2 perturbation found inside the subspace; empty where none was, or the example is misclassified',
  ),
  distance_outside: labelled('distance outside', 'the same orthogonal to the subspace'),
  distance_whole: labelled('distance in the whole space', 'the same in all of R^d'),
  inside_ratio: labelled('distance inside / whole', 'inside over whole'),
  outside_ratio: labelled('distance outside / whole', 'outside over whole'),
  attack: column.string('attack that found the smallest L2 perturbation δ*; empty where none did'),
  attack_distance: column.number('‖δ*‖₂'),
  off_share: labelled('off-manifold share', '‖(1 − P)δ*‖²/‖δ*‖²'),
  random_off_share: labelled(
    'off-manifold share of random directions',
    '1 − m/d, that of a random direction on average',
  ),
} as const;
