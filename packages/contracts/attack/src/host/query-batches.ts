import { problemOf, type Classifier, type DifferentiableClassifier } from '@fragility/model';
import { margin, predictedClass, row, type Criterion, type Loss, type Batch, type Row } from '@fragility/numerics';
import type { GradientResult, LogitsResult } from '../attack.js';
import {
  isFiniteRow,
  wrongLength,
  modelThrew,
  nonFiniteCotangent,
  nonFiniteGradient,
  nonFiniteLogits,
} from './model/model-outputs.js';
import type { UncertainPoint, NoiseCheck, Rounding } from './noise/noise-check.js';
import { nextTurn } from './next-turn.js';

/** Of a query without losses, and of each loss of one with them. */
export type QueryResult = LogitsResult | GradientResult;

/** A point that an example asks the model about, and the losses whose gradients it asks for. */
export interface PendingQuery {
  readonly x: Row;
  readonly losses: readonly Loss[];
  /** Where the gradient of a single loss is written. */
  readonly out?: Row | undefined;
  readonly criterion: Criterion;
  /** What is known of the noise around the example; without it the result is as the model gives it. */
  readonly rounding?: Rounding | undefined;
  /** Told the outcome of the forward pass; returns whether the example still wants the backward pass. */
  scoredAt(scored: LogitsResult): boolean;
  resolve(results: readonly QueryResult[]): void;
  reject(reason: unknown): void;
}

/** The model's result for a query; null where there is none, and the query is rejected. */
function score(query: PendingQuery, logits: Row, problem: unknown): LogitsResult | null {
  if (problem !== undefined) {
    query.reject(modelThrew(problem));
    return null;
  }
  if (!isFiniteRow(logits)) {
    query.reject(nonFiniteLogits(query.x, logits));
    return null;
  }
  return { class: predictedClass(logits), fooled: margin(logits, query.criterion) < 0, logits };
}

/** What the model says of each query's point, fooled only beyond rounding where the query has to do with that. */
async function scores(
  queries: readonly PendingQuery[],
  logits: Batch,
  { fooled }: NoiseCheck,
): Promise<readonly (LogitsResult | null)[]> {
  const results = queries.map((query, i) => score(query, row(logits, i), problemOf(logits, i)));
  const uncertain: (UncertainPoint & { readonly i: number })[] = [];
  queries.forEach(({ x, criterion, rounding }, i) => {
    const result = results[i];
    if (rounding && result?.fooled)
      uncertain.push({ i, x, rounding, logits: result.logits, margin: margin(result.logits, criterion) });
  });
  if (uncertain.length === 0) return results;
  const sure = await fooled(uncertain);
  uncertain.forEach(({ i }, k) => (results[i] = { ...results[i]!, fooled: sure[k]! }));
  return results;
}

/** Memory that the next call takes over: fresh memory for every batch costs more than what is written into it. */
function reusable(): (length: number) => Float64Array {
  let memory = new Float64Array(0);
  return (length) => {
    if (memory.length < length) memory = new Float64Array(length);
    return memory.subarray(0, length);
  };
}

/** Copies the points of queries into one batch, in memory that the next batch takes over. */
function gatherer(shape: readonly number[]): (queries: readonly PendingQuery[]) => Batch {
  const size = shape.reduce((a, b) => a * b, 1);
  const memory = reusable();
  return (queries) => {
    const data = memory(queries.length * size);
    queries.forEach(({ x }, i) => data.set(x, i * size));
    return { data, shape: [queries.length, ...shape] };
  };
}

/** The gradient of one query: where it asked for it to be, or as it came. */
function writeGradient({ out }: PendingQuery, gradient: Row): Row {
  if (!out) return gradient;
  out.set(gradient);
  return out;
}

async function runForward(
  model: Classifier,
  queries: readonly PendingQuery[],
  points: Batch,
  noiseCheck: NoiseCheck,
): Promise<void> {
  const all = await scores(queries, await model.logits(points), noiseCheck);
  queries.forEach((query, i) => {
    const scored = all[i];
    if (scored && query.scoredAt(scored)) query.resolve([scored]);
  });
}

/** A query whose backward passes are under way. */
interface BackwardPass {
  readonly query: PendingQuery;
  readonly scored: LogitsResult;
  /** Its place in the batch. */
  readonly i: number;
  /** Value of the last loss. */
  value: number;
  readonly results: GradientResult[];
  /** What a loss, or the model, threw: only its example suffers from it. */
  problem: { readonly cause: unknown } | null;
}

/** Evaluates the k-th loss of a query: its value, and its derivative, written to `out`. */
function evaluate(pass: BackwardPass, k: number, out: Row): void {
  try {
    const { value, cotangent } = pass.query.losses[k]!(pass.scored.logits, out);
    if (cotangent.length !== out.length) throw wrongLength(cotangent.length, out.length);
    if (cotangent !== out) out.set(cotangent);
    if (!isFiniteRow(out)) throw nonFiniteCotangent(out);
    pass.value = value;
  } catch (cause) {
    pass.problem ??= { cause };
    out.fill(0);
  }
}

/** Queries that ask for the same number of gradients, `count` each; where all say where to, gradients pass through `memory`. */
async function runBackward(
  model: DifferentiableClassifier,
  queries: readonly PendingQuery[],
  points: Batch,
  count: number,
  memory: (length: number) => Float64Array,
  noiseCheck: NoiseCheck,
): Promise<void> {
  const pullback = await model.vjp(points);
  const all = await scores(queries, pullback.logits, noiseCheck);
  const open: BackwardPass[] = [];
  queries.forEach((query, i) => {
    const scored = all[i];
    if (scored && query.scoredAt(scored)) open.push({ query, scored, i, value: 0, results: [], problem: null });
  });
  if (open.length === 0) return;
  const cotangent = { data: new Float64Array(queries.length * model.classes), shape: pullback.logits.shape };
  for (let k = 0; k < count; k++) {
    for (const one of open) evaluate(one, k, row(cotangent, one.i));
    const passing = open.every(({ query }) => query.out) ? memory(points.data.length) : undefined;
    const gradients = await pullback.backward(cotangent, passing);
    for (const one of open) {
      const { query, scored, i, value, results } = one;
      const thrown = problemOf(gradients, i);
      if (thrown !== undefined) one.problem ??= { cause: modelThrew(thrown) };
      results.push({
        class: scored.class,
        fooled: scored.fooled,
        logits: scored.logits,
        value,
        gradient: writeGradient(query, row(gradients, i)),
      });
    }
  }
  for (const { query, results, problem } of open) {
    const strange = results.find(({ gradient }) => !isFiniteRow(gradient));
    if (problem) query.reject(problem.cause);
    else if (strange) query.reject(nonFiniteGradient(strange.gradient));
    else query.resolve(results);
  }
}

/**
 * Runs queries with one batched forward pass for each number of gradients that they ask for, fewest first; one call at a time.
 *
 * A query that is submitted meanwhile waits for the next call, so that the order of its results does not depend on the other examples.
 */
export function queryRunner(
  model: Classifier,
  noiseCheck: NoiseCheck,
): (queries: readonly PendingQuery[]) => Promise<void> {
  const gather = gatherer(model.inputShape);
  const slopes = reusable();
  return async (queries) => {
    const counts = new Set(queries.map(({ losses }) => losses.length));
    for (const count of [...counts].sort((a, b) => a - b)) {
      const alike = queries.filter(({ losses }) => losses.length === count);
      if (count === 0) await runForward(model, alike, gather(alike), noiseCheck);
      else await runBackward(model as DifferentiableClassifier, alike, gather(alike), count, slopes, noiseCheck);
      if (counts.size > 1) await nextTurn();
    }
  };
}
