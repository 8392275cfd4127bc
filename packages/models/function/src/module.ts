import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { syntaxErrorAt } from '@fragility/plugin';
import { fail, threw } from './error.js';

/** Inputs row-major, in the model's precision, and their shape `[n, ...inputShape]`. */
export type Values = Float32Array | Float64Array;
/** Rows of numbers, nested or flat. */
export type Rows = ArrayLike<number> | readonly ArrayLike<number>[];

/** What the outputs of a batch are: logits or probabilities `[n, K]`, or labels `[n]`. */
export type Predict = (inputs: Values, shape: readonly number[]) => Rows | Promise<Rows>;
/** Pulls cotangents `[n, K]` of what `predict` returns back to the inputs: `out[i] = Σ_k c[i,k] ∇f_k(x_i)`. */
export type Vjp = (inputs: Values, shape: readonly number[], cotangent: Float64Array) => Rows | Promise<Rows>;

/** The functions of a user's module. */
export interface Functions {
  readonly url: string;
  readonly predict: Predict;
  readonly vjp?: Vjp;
}

const isFunction = (value: unknown): value is (...args: never[]) => unknown => typeof value === 'function';

/**
 * Loads the functions of a module: `predict`, else the default export, and `vjp` where there is one.
 *
 * @throws FragilityError `model-function/module` when it is missing or has no function, `model-function/threw` when loading it fails.
 */
export async function loadModule(path: string, folder = '.'): Promise<Functions> {
  const full = resolve(folder, path);
  const found = await stat(full).catch((cause: unknown) =>
    fail(
      'module',
      { given: `${full} does not exist`, expected: 'a JavaScript module', remedy: `correct 'module'` },
      cause,
    ),
  );
  if (!found.isFile())
    fail('module', {
      given: `${full} is a folder`,
      expected: 'a JavaScript module',
      remedy: `name the file in 'module'`,
    });
  const url = pathToFileURL(full).href;
  const exported = await (import(url) as Promise<Record<string, unknown>>).catch(async (cause: unknown) =>
    threw(cause, url, 'on loading', await syntaxErrorAt(cause, full)),
  );
  const predict = exported['predict'] ?? exported['default'];
  const { vjp } = exported;
  if (!isFunction(predict)) {
    const names = Object.keys(exported).join(', ') || 'nothing';
    return fail('module', {
      file: path,
      given: `${path} exports ${names}`,
      expected: `a function 'predict' or by default`,
      remedy: 'export it',
    });
  }
  if (vjp !== undefined && !isFunction(vjp))
    return fail('module', {
      file: path,
      given: `${path} exports vjp as ${typeof vjp}`,
      expected: 'a function',
      remedy: 'correct or leave it out',
    });
  return { url, predict: predict as Predict, ...(vjp ? { vjp: vjp as Vjp } : {}) };
}

/**
 * Numbers of `n` rows that are nested or flat, in one array of their own.
 *
 * @throws FragilityError `model-function/answer` when they are no numbers, or nested in other rows than n of one length.
 */
export function flat(rows: unknown, n: number, what: string): Float64Array {
  const isList = (value: unknown): value is ArrayLike<unknown> =>
    Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  if (!isList(rows))
    return fail('answer', {
      given: `${what} returned ${describe(rows)}`,
      expected: 'an array of numbers',
      remedy: 'return one',
    });
  const nested = Array.from(rows).filter(isList);
  const lengths = new Set(nested.map(({ length }) => length));
  if (nested.length > 0 && (rows.length !== n || nested.length !== n || lengths.size !== 1))
    return fail('answer', {
      given: `${what} returned ${rows.length} rows of ${[...lengths].join(' or ')} for ${n} examples`,
      expected: 'a row of one length for each',
      remedy: 'correct it',
    });
  const values = Array.from(rows).flatMap((row) => (isList(row) ? Array.from(row) : [row]));
  const strange = values.find((value) => typeof value !== 'number' && typeof value !== 'bigint');
  if (strange !== undefined || values.includes(undefined))
    return fail('answer', {
      given: `${what} returned an array with ${describe(strange)}`,
      expected: 'numbers',
      remedy: 'return numbers',
    });
  return Float64Array.from(values, Number);
}

const describe = (value: unknown): string =>
  value === null || value === undefined ? String(value) : `a value of type ${typeof value}`;
