import { fieldsOf } from './node.js';
import { validate, type OutputOf, type Schema } from './schema.js';

/** A schema put together of others that share no parameter. */
export interface Extended<Output> extends Schema<Output> {
  readonly parts: readonly Schema[];
  readonly entries: Readonly<Record<PropertyKey, unknown>>;
}

/**
 * Parameters of one object schema and of another, whichever libraries they are of; each checks its own, the first also what neither knows.
 *
 * @example extended(pgd.params, strictObject({ halvings: optional(integer('halvings', { min: 1 }), 10) }));
 */
export function extended<B extends Schema, E extends Schema>(base: B, extra: E): Extended<OutputOf<B> & OutputOf<E>> {
  const own = fieldsOf(extra);
  return {
    parts: [base, extra],
    entries: { ...fieldsOf(base), ...own },
    '~standard': {
      version: 1,
      vendor: 'fragility',
      validate: (given) => {
        if (typeof given !== 'object' || given === null) return validate(base, given);
        const entries = Object.entries(given);
        const results = [
          validate(base, Object.fromEntries(entries.filter(([key]) => !Object.hasOwn(own, key)))),
          validate(extra, Object.fromEntries(entries.filter(([key]) => Object.hasOwn(own, key)))),
        ];
        const issues = results.flatMap((result) => result.issues ?? []);
        if (issues.length > 0) return { issues };
        return { value: Object.assign({}, ...results.map((result) => ('value' in result ? result.value : {}))) };
      },
    },
  };
}
