import { FragilityError } from '@fragility/numerics';
import type { z } from 'zod';
import { describe, unknownKey } from './describe.js';

/** One thing wrong with a value: where, what, and what to do. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /**
   * `unknown-key`: the last of the path is a key that the schema does not know; `value`: a value is missing or wrong, which the message does not
   * name. Without it the message says what it is about.
   */
  readonly kind?: 'unknown-key' | 'value';
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

interface Node {
  readonly shape?: Readonly<Record<PropertyKey, unknown>>;
  readonly options?: readonly z.ZodType[];
  unwrap?(): unknown;
}

/** A schema without its defaults and optionals; of a union the branch that a value belongs to, unknown keys aside. */
function inner(schema: unknown, value: unknown): Node | undefined {
  let node = schema as Node | undefined;
  while (node?.unwrap) node = node.unwrap() as Node | undefined;
  if (!node?.options) return node;
  const branch = node.options.find((option) =>
    option.safeParse(value).error?.issues.every(({ code }) => code === 'unrecognized_keys'),
  );
  return inner(branch, value);
}

/** Keys that a schema knows at a path of its input. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[], input: unknown): string[] {
  let node = inner(schema, input);
  path.forEach((key, depth) => {
    node = inner(node?.shape?.[key], at(input, path.slice(0, depth + 1)));
  });
  return Object.keys(node?.shape ?? {});
}

/**
 * Rewrites what zod found as one sentence per problem, with "did you mean" for unknown keys and values.
 *
 * @example
 * const schema = z.strictObject({ steps: z.int() });
 * problems(schema, { steps: 'ten' }, schema.safeParse({ steps: 'ten' }).error!)[0]?.path; // ['steps']
 */
export function problems(schema: z.ZodType, input: unknown, error: z.core.$ZodError): Problem[] {
  const problem = (issue: z.core.$ZodIssue, before: Problem['path'] = []): Problem[] => {
    const path = [...before, ...(issue.path as (string | number)[])];
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, path, input);
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, known), kind: 'unknown-key' }));
    }
    if (issue.code === 'invalid_union') {
      const branches = issue.errors.filter((branch) => branch.length > 0);
      const [closest] = branches.toSorted((a, b) => a.length - b.length);
      const inside = branches.some((branch) => branch.some((one) => one.path.length > 0));
      if (closest && inside) return closest.flatMap((one) => problem(one, path));
    }
    return [{ path, message: describe(issue, at(input, path)), kind: 'value' }];
  };
  return error.issues.flatMap((issue) => problem(issue));
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
