import { groupBy, type Measurement } from '@fragility/analysis';

/** A column of numbers, one of each case. */
export interface Candidate {
  readonly name: string;
  /** Whether logarithms are taken: all values are above 0. */
  readonly log: boolean;
  readonly values: Float64Array;
}

/** The examples of one model of which all columns are known. */
export interface Cases {
  readonly model: string;
  /** Logarithm of what is to be explained. */
  readonly target: Float64Array;
  readonly candidates: readonly Candidate[];
  /** Number of the trial of each case. */
  readonly trial: Int32Array;
  /** How many examples have the target, whether or not all columns are known of them. */
  readonly of: number;
}

const keyOf = ({ trial, example }: Measurement): string => `${trial}\n${example}`;

/** The smallest value of every example. */
function byExample(measured: readonly Measurement[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const one of measured)
    if (one.example !== null) found.set(keyOf(one), Math.min(found.get(keyOf(one)) ?? Infinity, one.value));
  return found;
}

/**
 * Joins columns by trial and example, model by model. Of an example with several values, such as one of each budget or pair, the smallest counts.
 *
 * @param target positive numbers count
 */
export function casesOf(target: readonly Measurement[], columns: ReadonlyMap<string, readonly Measurement[]>): Cases[] {
  const known = new Map([...columns].map(([name, measured]) => [name, byExample(measured)]));
  const positive = target.filter(({ value, example }) => value > 0 && example !== null);
  return [...groupBy(positive, ({ model }) => model).entries()].map(([model, own]) => {
    const smallest = byExample(own);
    const first = new Map(own.map((one) => [keyOf(one), one]));
    const whole = [...smallest.keys()].filter((key) => [...known.values()].every((values) => values.has(key)));
    const trials = [...new Set(whole.map((key) => first.get(key)!.trial))];
    return {
      model,
      target: Float64Array.from(whole, (key) => Math.log(smallest.get(key)!)),
      candidates: [...known].map(([name, values]) => {
        const column = Float64Array.from(whole, (key) => values.get(key)!);
        const log = column.every((value) => value > 0);
        return { name, log, values: log ? column.map(Math.log) : column };
      }),
      trial: Int32Array.from(whole, (key) => trials.indexOf(first.get(key)!.trial)),
      of: smallest.size,
    };
  });
}
