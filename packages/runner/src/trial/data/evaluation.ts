import { totalmem } from 'node:os';
import {
  evaluationSplit,
  matrix,
  selected,
  stream,
  type Dataset,
  type Examples,
  type Skipped,
} from '@fragility/dataset';
import { take } from '@fragility/numerics';
import { type ErrorMessage, FragilityError, withMembers } from '@fragility/plugin';
import type { Experiment } from '../../config/schema.js';
import type { Unreadable } from '../../store/trials.js';

/** The examples that are attacked and analysed. */
export interface Evaluation {
  /** How many are selected, readable or not. */
  readonly count: number;
  /** Place of the first of them. */
  readonly first: number;
  /** Those that could not be used so far. */
  unreadable(): Skipped[];
  /** All that can be read, some at a time: memory stays flat however many there are. */
  chunks(): AsyncIterable<Examples>;
  /** All that can be read, at once. */
  whole(): Promise<Examples>;
}

export interface EvaluationOptions {
  /** Name of an analysis that will ask for the whole. */
  readonly wholeFor?: string;
  /** Bytes of inputs that are kept. */
  readonly kept?: number;
  /** Does the loading: where errors get the name of the dataset. */
  load?(work: () => Promise<Examples>): Promise<Examples>;
  readonly signal?: AbortSignal;
}

/** Inputs up to this size are loaded once and kept; larger ones are loaded again for every pass. */
const KEPT_BYTES = 2 ** 28;

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;

const fail = (message: ErrorMessage, code: string): never => {
  throw new FragilityError(message, { where: 'runner/evaluation', code, kind: 'input' });
};

/**
 * Selects the examples to evaluate.
 *
 * @throws FragilityError `dataset/empty`, `runner/memory` where all of them at once would take more than half of the memory;
 *   `dataset/unreadable` from `chunks` and `whole` when none can be read.
 */
export function evaluationOf(
  dataset: Dataset,
  { split = evaluationSplit(dataset), limit }: Experiment['evaluate'],
  { wholeFor, kept = KEPT_BYTES, load = (work) => work(), signal }: EvaluationOptions = {},
): Evaluation {
  if (dataset.size[split] === 0) {
    fail(
      {
        given: `split '${split}' has no examples`,
        expected: 'at least one to evaluate',
        remedy: `set evaluate.split to the other or raise the dataset's limits`,
      },
      'dataset/empty',
    );
  }
  const selection = { split, ...(limit === undefined ? {} : { limit }) };
  const count = selected(dataset, selection).length;
  const bytes = 8 * count * dataset.shape.reduce((a, b) => a * b, 1);
  if (wholeFor !== undefined && bytes > totalmem() / 2) {
    fail(
      {
        given: `analysis '${wholeFor}' needs all ${count} examples at once, ${gigabytes(bytes)} of ${gigabytes(totalmem())} memory`,
        remedy: 'set evaluate.limit to fewer',
      },
      'runner/memory',
    );
  }
  const lost = new Map<string, Skipped>();
  const recording = withMembers(dataset, {
    load: async (...asked) => {
      const examples = await load(() => dataset.load(...asked));
      for (const one of examples.skipped ?? []) lost.set(one.id, one);
      return examples;
    },
  });
  let loaded: Promise<Examples> | undefined;
  const whole = (): Promise<Examples> => (loaded ??= matrix(recording, selection, signal));
  return {
    count,
    first: 0,
    unreadable: () => [...lost.values()],
    whole,
    async *chunks() {
      if (loaded !== undefined || bytes <= kept) return yield await whole();
      let read = 0;
      for await (const examples of stream(recording, selection, signal ? { signal } : {})) {
        read += examples.labels.length;
        yield examples;
      }
      if (read === 0) await whole();
    },
  };
}

/** What could not be used of some examples, in the words of records. */
export const unreadable = (evaluation: Pick<Evaluation, 'unreadable'>): Unreadable[] =>
  evaluation.unreadable().map(({ id, reason, code = 'dataset/unreadable' }) => ({ id, code, reason }));

/** The same examples, without some of them where all are asked for at once. */
export function without(evaluation: Evaluation, left: readonly { readonly id: string }[]): Evaluation {
  if (left.length === 0) return evaluation;
  const ids = new Set(left.map(({ id }) => id));
  return {
    ...evaluation,
    whole: async () => {
      const { inputs, labels, ids: all, ...rest } = await evaluation.whole();
      const kept = all.map((_, i) => i).filter((i) => !ids.has(all[i]!));
      return {
        ...rest,
        inputs: take(inputs, kept),
        labels: Int32Array.from(kept, (i) => labels[i]!),
        ids: kept.map((i) => all[i]!),
      };
    },
  };
}
