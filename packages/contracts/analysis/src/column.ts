import type { Column } from './analysis.js';

const of =
  <T extends Column['type']>(type: T) =>
  (description: string): { readonly type: T; readonly description: string } => ({ type, description });

/**
 * Columns of an analysis by what they hold, each with its description.
 *
 * @example
 * const columns = { label: column.integer('class of the example'), margin: column.number('g(x)') };
 * columns.margin.type; // 'number'
 */
export const column = {
  number: of('number'),
  integer: of('integer'),
  string: of('string'),
  boolean: of('boolean'),
  picture: of('picture'),
  /** Time that something took, in seconds, which differs from run to run. */
  seconds: (description: string) => ({ type: 'number', unit: 's', description, varies: true }) as const,
};
