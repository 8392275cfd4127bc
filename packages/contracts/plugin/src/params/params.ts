import { FragilityError } from '@fragility/numerics';
import { check } from '../schema/problems.js';
import type { OutputOf, Schema } from '../schema/schema.js';

/**
 * Checks parameters against a schema and fills every default.
 *
 * @throws FragilityError `plugin/params` naming every wrong parameter.
 * @example parseParams('attack/fgsm', fgsm.params, {}); // { loss: 'cross-entropy' }
 */
export function parseParams<S extends Schema>(where: string, schema: S, input: unknown): OutputOf<S> {
  const { value, problems } = check(schema, input ?? {});
  if (!problems) return value;
  throw new FragilityError(
    problems.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; '),
    { where, code: 'plugin/params', kind: 'input', path: problems[0]!.path },
  );
}
