import type { Column } from '@fragility/analysis';

/** Columns that all analyses of the law have. */
export const LAW_COLUMNS = {
  dimension: { type: 'integer', description: 'input dimension d' },
  classes: { type: 'integer', description: 'number of classes K' },
  against: { type: 'string', description: 'random or nearest example of another class' },
  compression: { type: 'number', description: 'compression ratio |cos θ|' },
  relative_robustness: { type: 'number', description: 'distance / optimal distance' },
  distance: { type: 'number', description: 'L2 distance to the (linearised) boundary' },
  optimal_distance: { type: 'number', description: 'half the L2 distance of the two examples' },
} as const satisfies Record<string, Column>;
