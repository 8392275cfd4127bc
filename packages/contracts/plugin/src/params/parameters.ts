import {
  boolean,
  description,
  finite,
  gtValue,
  ltValue,
  maxValue,
  minValue,
  number,
  picklist,
  pipe,
  safeInteger,
  type GenericSchema,
} from 'valibot';

/** Ends of a range; `min` and `max` belong to it, `above` and `below` do not. */
export interface Range {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
}

/** The checks of a range, in the library's words. */
const within = ({ min, above, max, below }: Range) => [
  ...(min === undefined ? [] : [minValue<number, number>(min)]),
  ...(above === undefined ? [] : [gtValue<number, number>(above)]),
  ...(max === undefined ? [] : [maxValue<number, number>(max)]),
  ...(below === undefined ? [] : [ltValue<number, number>(below)]),
];

/**
 * A parameter that is a finite number of a range; `what` it is stands in docs and editors.
 *
 * @example strictObject({ step: optional(real('step length', { above: 0 }), 0.1) });
 */
export const real = /* @__NO_SIDE_EFFECTS__ */ (what: string, range: Range = {}): GenericSchema<number> =>
  pipe(number(), finite(), description<number, string>(what), ...within(range));

/**
 * A parameter that is an integer of a range.
 *
 * @example strictObject({ steps: optional(integer('gradient steps', { min: 1 }), 40) });
 */
export const integer = /* @__NO_SIDE_EFFECTS__ */ (what: string, range: Range = {}): GenericSchema<number> =>
  pipe(number(), safeInteger(), description<number, string>(what), ...within(range));

/**
 * A parameter that is one of several words.
 *
 * @example strictObject({ loss: optional(choice('loss to ascend', ['cross-entropy', 'margin']), 'margin') });
 */
export const choice = /* @__NO_SIDE_EFFECTS__ */ <const Word extends string>(
  what: string,
  words: readonly Word[],
): GenericSchema<Word> => pipe(picklist(words), description(what));

/**
 * A parameter that is true or false.
 *
 * @example strictObject({ bias: optional(flag('whether layers have biases'), true) });
 */
export const flag = /* @__NO_SIDE_EFFECTS__ */ (what: string): GenericSchema<boolean> =>
  pipe(boolean(), description(what));
