import { FragilityError } from '@fragility/numerics';
import type { z } from 'zod';
import { suggest } from './suggest.js';

/** One thing wrong with a value: where, what, and what to do. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

const show = (value: unknown): string => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)));

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

function describe(issue: Issue, given: unknown, keys: readonly string[]): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .map(
          (key) => `unknown key '${key}'${suggest(key, keys)}${keys.length > 0 ? `; known: ${keys.join(', ')}` : ''}`,
        )
        .join('; ');
    case 'invalid_type':
      return given === undefined
        ? `missing, expected ${issue.expected}`
        : `${show(given)} given, expected ${issue.expected}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      return `${show(given)} given, expected ${values.join(' | ')}${suggest(String(given), values)}`;
    }
    default:
      return `${show(given)} given: ${issue.message.replace(/^Invalid input: /, '')}`;
  }
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let node: unknown = schema;
  for (const key of [...path, null]) {
    while (node && typeof node === 'object' && 'unwrap' in node) node = (node as { unwrap(): unknown }).unwrap();
    const shape = (node as { shape?: Record<PropertyKey, unknown> } | undefined)?.shape;
    if (key === null) return Object.keys(shape ?? {});
    node = shape?.[key];
  }
  return [];
}

/**
 * Rewrites what zod found as one sentence per problem, with "did you mean" for unknown keys and values.
 *
 * @example
 * const schema = z.strictObject({ steps: z.int() });
 * problems(schema, { steps: 'ten' }, schema.safeParse({ steps: 'ten' }).error!)[0]?.message; // '"ten" given, expected number'
 */
export function problems(schema: z.ZodType, input: unknown, error: z.core.$ZodError): Problem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'invalid_union') {
      const branches = issue.errors.filter((branch) => branch.length > 0);
      const [closest] = branches.toSorted((a, b) => a.length - b.length);
      if (closest) {
        const path = issue.path as (string | number)[];
        return closest.map((inner) => ({
          path: [...path, ...(inner.path as (string | number)[])],
          message: describe(inner, at(input, [...path, ...inner.path]), []),
        }));
      }
    }
    const path = issue.path as (string | number)[];
    const place = issue.code === 'unrecognized_keys' && issue.keys[0] !== undefined ? [...path, issue.keys[0]] : path;
    return [{ path: place, message: describe(issue, at(input, path), keysAt(schema, path)) }];
  });
}

/**
 * Checks parameters against a schema and fills every default.
 *
 * @throws FragilityError `plugin/params` naming every wrong parameter.
 * @example parseParams('attack/fgsm', fgsm.params, {}); // { loss: 'cross-entropy' }
 */
export function parseParams<P extends z.ZodType>(where: string, schema: P, input: unknown): z.output<P> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const found = problems(schema, input ?? {}, parsed.error);
  throw new FragilityError(
    found.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; '),
    { where, code: 'plugin/params', cause: parsed.error },
  );
}
