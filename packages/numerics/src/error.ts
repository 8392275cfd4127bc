/** Where a fragility error happened, what code it carries, and what caused it. */
export interface FragilityErrorOptions {
  /** Package and name of the part that speaks, such as `numerics/qr` or `attack/pgd`. */
  readonly where: string;
  /** Stable, machine-readable code, such as `numerics/shape`. */
  readonly code: string;
  readonly cause?: unknown;
  /** The node of a graph that the error is about, where it is about one, and what is wrong with it: `has no gradient`. */
  readonly node?: { readonly name: string; readonly op: string; readonly why: string };
}

/**
 * The one error type of every package: `[where] what was given, what was expected, what to do`.
 *
 * @example
 * const error = new FragilityError('budget is -1, expected a number >= 0; use 0 for the identity', {
 *   where: 'attack/pgd',
 *   code: 'attack/budget',
 * });
 * error.message; // '[attack/pgd] budget is -1, expected a number >= 0; use 0 for the identity'
 */
export class FragilityError extends Error {
  readonly code: string;
  readonly where: string;
  readonly node?: FragilityErrorOptions['node'];

  constructor(message: string, { where, code, cause, node }: FragilityErrorOptions) {
    super(`[${where}] ${message}`, cause === undefined ? undefined : { cause });
    this.name = 'FragilityError';
    this.code = code;
    this.where = where;
    if (node) this.node = node;
  }
}
