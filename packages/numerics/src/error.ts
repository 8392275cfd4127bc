/** Whose mistake an error is: `input` (a config, a parameter, a file, data: correct it) or `failure` (anything that failed on good input). */
export type ErrorKind = 'input' | 'failure';

/** What an error says, in the three parts that every error has. */
export interface Statement {
  /** What was given, or what happened: `budget is -1`. */
  readonly given: string;
  /** What was expected, without the word: `a number ≥ 0`. */
  readonly expected?: string;
  /** What to do: `use 0 for the identity`. */
  readonly remedy: string;
  /** The file that is wrong, where it is about one: see {@link FragilityErrorOptions.file}. */
  readonly file?: string;
}

/** An error's statement, or a sentence where its parts are not told apart. */
export type ErrorMessage = string | Statement;

/** What a fragility error is about, as data. */
export interface FragilityErrorOptions {
  /** Package and name of the part that speaks, such as `numerics/qr` or `attack/pgd`. */
  readonly where: string;
  /** Stable, machine-readable code, such as `numerics/shape`. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** The place in a config or in parameters: `['attacks', 0, 'budgets']`. */
  readonly path?: readonly (string | number)[];
  /** The file that is wrong, `FILE`, `FILE:LINE` or `FILE:LINE:COLUMN`. */
  readonly file?: string;
  readonly cause?: unknown;
  /** The node of a graph that the error is about, where it is about one, and what is wrong with it: `has no gradient`. */
  readonly node?: { readonly name: string; readonly op: string; readonly why: string };
}

const sentenceOf = (message: ErrorMessage): string =>
  typeof message === 'string'
    ? message
    : `${message.given}${message.expected === undefined ? '' : `, expected ${message.expected}`}; ${message.remedy}`;

/**
 * The one error type of every package: `[where] what was given, what was expected, what to do`.
 *
 * @example
 * const error = new FragilityError(
 *   { given: 'budget is -1', expected: 'a number ≥ 0', remedy: 'use 0 for the identity' },
 *   { where: 'attack/pgd', code: 'attack/budget', kind: 'input' },
 * );
 * error.message; // '[attack/pgd] budget is -1, expected a number ≥ 0; use 0 for the identity'
 * error.expected; // 'a number ≥ 0'
 */
export class FragilityError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly where: string;
  /** The message without `[where]` before it. */
  readonly sentence: string;
  declare readonly given?: string;
  declare readonly expected?: string;
  declare readonly remedy?: string;
  declare readonly path?: readonly (string | number)[];
  declare readonly file?: string;
  declare readonly node?: FragilityErrorOptions['node'];

  constructor(message: ErrorMessage, { cause, ...facts }: FragilityErrorOptions) {
    const sentence = sentenceOf(message);
    super(`[${facts.where}] ${sentence}`, cause === undefined ? undefined : { cause });
    this.name = 'FragilityError';
    this.sentence = sentence;
    this.code = facts.code;
    this.kind = facts.kind;
    this.where = facts.where;
    const told = Object.entries({ ...(typeof message === 'string' ? {} : message), ...facts });
    Object.assign(this, Object.fromEntries(told.filter(([, value]) => value !== undefined)));
  }
}

/** Whether a thrown value is a {@link FragilityError}, also of another copy of this package. */
export const isFragilityError = (thrown: unknown): thrown is FragilityError =>
  thrown instanceof Error && thrown.name === 'FragilityError';

/**
 * What an error says, said of a file: its parts stay apart where it has them.
 *
 * @example
 * const error = new FragilityError({ given: 'no layers', remedy: 'save it again' }, { where: 'model/x', code: 'x/layers', kind: 'input' });
 * statementAbout('model.json', error); // { given: 'model.json: no layers', remedy: 'save it again' }
 */
export function statementAbout(file: string, { given, expected, remedy, sentence }: FragilityError): ErrorMessage {
  if (given === undefined || remedy === undefined) return `${file}: ${sentence}`;
  return { given: `${file}: ${given}`, ...(expected === undefined ? {} : { expected }), remedy };
}
