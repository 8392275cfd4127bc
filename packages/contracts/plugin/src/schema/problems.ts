import { at, isUnknownKey, keysAt, keysOf } from './node.js';
import { validate, type Issue, type OutputOf, type Schema } from './schema.js';
import { wantedByValibot, type ValibotIssue } from './valibot.js';
import { asSaid } from './words.js';
import { wantedByZod, type ZodIssue } from './zod.js';
import { sentence, unknownKey } from '../params/describe.js';
import type { Alias } from '../params/suggest.js';

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

/** Problems that are told in whole sentences; of more, which nobody reads, the place and the library's words have to do, so that the work stays linear. */
const MOST = 100;

/** A value as a schema gives it, or what is wrong with it. */
export type Checked<Output> =
  | { readonly value: Output; readonly problems?: undefined }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/**
 * A value checked against a schema: as the schema gives it, every default filled, or one sentence per problem, with "did you mean" for
 * unknown keys and values; `aliasOf` knows what other tools call things.
 *
 * @example
 * const schema = z.strictObject({ steps: z.int() });
 * check(schema, { steps: 'ten' }).problems?.[0]?.path; // ['steps']
 */
export function check<S extends Schema>(schema: S, input: unknown, aliasOf?: Alias): Checked<OutputOf<S>> {
  const result = validate(schema, input);
  if (!result.issues) return { value: result.value };
  return {
    problems: result.issues.flatMap((issue, k) =>
      k < MOST || isUnknownKey(issue)
        ? problemsOf({ schema, input, aliasOf }, issue)
        : [{ path: keysOf(issue), message: issue.message }],
    ),
  };
}

/** What was checked, against what. */
interface Check {
  readonly schema: Schema;
  readonly input: unknown;
  readonly aliasOf: Alias | undefined;
}

function problemsOf(check: Check, issue: Issue, before: Problem['path'] = []): Problem[] {
  const path = [...before, ...keysOf(issue)];
  if (isUnknownKey(issue)) return unknownKeys(check, issue, path);
  const inside = insideOfUnion(issue as ZodIssue);
  if (inside) return inside.flatMap((one) => problemsOf(check, one, path));
  const { schema, input, aliasOf } = check;
  return [{ path, message: sentence(wanted(schema, input, issue, path), at(input, path), aliasOf), kind: 'value' }];
}

/** zod names every unknown key of an object at the object, valibot the first of them at the key. */
function unknownKeys({ schema, input, aliasOf }: Check, issue: Issue, path: Problem['path']): Problem[] {
  const { keys } = issue as ZodIssue;
  const object = keys ? path : path.slice(0, -1);
  const known = keysAt(schema, object, input);
  const unknown = keys ?? Object.keys(at(input, object) as object).filter((key) => !known.includes(key));
  return unknown.map((key, k) => ({
    path: [...object, key],
    message: unknownKey(key, k < MOST ? known : [], aliasOf),
    kind: 'unknown-key',
  }));
}

/** Of a union in zod the issues of its closest branch, among those that were entered, where there are any. */
function insideOfUnion({ code, errors = [] }: ZodIssue): readonly ZodIssue[] | undefined {
  if (code !== 'invalid_union') return undefined;
  const entered = errors.filter((branch) => branch.some((one) => one.path.length > 0));
  return entered.toSorted((a, b) => a.length - b.length)[0];
}

function wanted(schema: Schema, input: unknown, issue: Issue, path: Problem['path']) {
  if ('code' in issue) return wantedByZod(issue as ZodIssue);
  if ('kind' in issue) return wantedByValibot(issue as ValibotIssue, schema, input, path);
  return asSaid(issue.message);
}
