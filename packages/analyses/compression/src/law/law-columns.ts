import { column, type Column } from '@fragility/analysis';
import { dot, type Row } from '@fragility/numerics';

/** Columns that all analyses of the law have. */
export const LAW_COLUMNS = {
  dimension: column.integer('input dimension d'),
  classes: column.integer('number of classes K'),
  against: column.string('random or nearest example of another class'),
  compression: column.number('compression ratio |cos θ|'),
  relative_robustness: column.number('distance / optimal distance'),
  distance: column.number('L2 distance to the (linearised) boundary'),
  optimal_distance: column.number('half the L2 distance of the two examples'),
} as const satisfies Record<string, Column>;

/**
 * Cells of a pair: C = |⟨∇g, x_i − x_j⟩| / (‖∇g‖ ‖x_i − x_j‖), δ = g/‖∇g‖, ρ = δ / (‖x_i − x_j‖ / 2).
 *
 * @param gradient ∇g_ij(x_i)
 * @param direction x_i − x_j
 * @param value g_ij(x_i)
 */
export function lawCells(gradient: Row, direction: Row, value: number) {
  const [slope, far] = [Math.sqrt(dot(gradient, gradient)), Math.sqrt(dot(direction, direction))];
  return {
    compression: Math.abs(dot(gradient, direction)) / (slope * far),
    relative_robustness: (2 * value) / slope / far,
    distance: value / slope,
    optimal_distance: far / 2,
  };
}
