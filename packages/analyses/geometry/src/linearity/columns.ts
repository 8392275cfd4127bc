import { column } from '@fragility/analysis';
import { EXAMPLE_COLUMNS, labelled } from '../shared/columns.js';

/** What is measured of an example. */
export const COLUMNS = {
  ...EXAMPLE_COLUMNS,
  radius: column.number('ε, g/‖∇g‖* of the example unless it was given'),
  gamma: column.number('γ(ε), found by ascent: at least this much'),
  relative_gamma: labelled('relative miss of the linear model', 'γ(ε)/(ε ‖∇ℓ‖*); empty where the gradient is zero'),
  linear_radius: labelled(
    'linear radius',
    'radius up to which γ is below the share of ε ‖∇ℓ‖*; empty where that is beyond the reach',
  ),
  linear_share: labelled(
    'linear radius / linearised distance',
    'linear radius over the distance g/‖∇g‖* to the linearised boundary',
  ),
  region_radius: labelled(
    'region radius',
    'radius of the largest ball in the activation region, exact; empty where there is none',
  ),
} as const;
