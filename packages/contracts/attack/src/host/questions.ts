import { problemOf, type Classifier, type DifferentiableClassifier } from '@fragility/model';
import { margin, predictedClass, row, type Criterion, type Loss, type Batch, type Row } from '@fragility/numerics';
import type { Pulled, Scored } from '../attack.js';
import { isFiniteRow, misshapen, modelThrew, noCotangent, noGradient, notFinite } from './answers.js';
import type { Doubtful, Doubts, Rounding } from './noise/doubt.js';
import { turn } from './turn.js';

/** Of a question without losses, and of each loss of one with them. */
export type Answer = Scored | Pulled;

/** A point that an example asks the model about, and the losses whose gradients it asks for. */
export interface Question {
  readonly x: Row;
  readonly losses: readonly Loss[];
  /** Where the gradient of a single loss is written. */
  readonly out?: Row | undefined;
  readonly criterion: Criterion;
  /** What is known of the noise around the example; without it the answer is as the model gives it. */
  readonly rounding?: Rounding | undefined;
  /** Told the outcome of the forward pass; answers whether the example still wants the backward pass. */
  forward(scored: Scored): boolean;
  resolve(answers: readonly Answer[]): void;
  reject(reason: unknown): void;
}

/** The model's answer to a question; null where there is none, and the question is rejected. */
function score(question: Question, logits: Row, problem: unknown): Scored | null {
  if (problem !== undefined) {
    question.reject(modelThrew(problem));
    return null;
  }
  if (!isFiniteRow(logits)) {
    question.reject(notFinite(question.x, logits));
    return null;
  }
  return { class: predictedClass(logits), fooled: margin(logits, question.criterion) < 0, logits };
}

/** What the model says of each question's point, fooled only beyond rounding where the question has to do with that. */
async function scores(
  questions: readonly Question[],
  logits: Batch,
  { fooled }: Doubts,
): Promise<readonly (Scored | null)[]> {
  const answers = questions.map((question, i) => score(question, row(logits, i), problemOf(logits, i)));
  const doubtful: (Doubtful & { readonly i: number })[] = [];
  questions.forEach(({ x, criterion, rounding }, i) => {
    const answer = answers[i];
    if (rounding && answer?.fooled)
      doubtful.push({ i, x, rounding, logits: answer.logits, margin: margin(answer.logits, criterion) });
  });
  if (doubtful.length === 0) return answers;
  const sure = await fooled(doubtful);
  doubtful.forEach(({ i }, k) => (answers[i] = { ...answers[i]!, fooled: sure[k]! }));
  return answers;
}

/** Memory that the next call takes over: fresh memory for every batch costs more than what is written into it. */
function reusable(): (length: number) => Float64Array {
  let memory = new Float64Array(0);
  return (length) => {
    if (memory.length < length) memory = new Float64Array(length);
    return memory.subarray(0, length);
  };
}

/** Copies the points of questions into one batch, in memory that the next batch takes over. */
function gatherer(shape: readonly number[]): (questions: readonly Question[]) => Batch {
  const size = shape.reduce((a, b) => a * b, 1);
  const memory = reusable();
  return (questions) => {
    const data = memory(questions.length * size);
    questions.forEach(({ x }, i) => data.set(x, i * size));
    return { data, shape: [questions.length, ...shape] };
  };
}

/** The gradient of one question: where it asked for it to be, or as it came. */
function delivered({ out }: Question, gradient: Row): Row {
  if (!out) return gradient;
  out.set(gradient);
  return out;
}

async function answerScores(
  model: Classifier,
  questions: readonly Question[],
  points: Batch,
  doubts: Doubts,
): Promise<void> {
  const all = await scores(questions, await model.logits(points), doubts);
  questions.forEach((question, i) => {
    const scored = all[i];
    if (scored && question.forward(scored)) question.resolve([scored]);
  });
}

/** A question whose backward passes are under way. */
interface Open {
  readonly question: Question;
  readonly scored: Scored;
  /** Its place in the batch. */
  readonly i: number;
  /** Value of the last loss. */
  value: number;
  readonly answers: Pulled[];
  /** What a loss, or the model, threw: only its example suffers from it. */
  problem: { readonly cause: unknown } | null;
}

/** Evaluates the k-th loss of a question: its value, and its derivative, written to `out`. */
function evaluate(open: Open, k: number, out: Row): void {
  try {
    const { value, cotangent } = open.question.losses[k]!(open.scored.logits, out);
    if (cotangent.length !== out.length) throw misshapen(cotangent.length, out.length);
    if (cotangent !== out) out.set(cotangent);
    if (!isFiniteRow(out)) throw noCotangent(out);
    open.value = value;
  } catch (cause) {
    open.problem ??= { cause };
    out.fill(0);
  }
}

/** Questions that ask for the same number of gradients, `count` each; where all say where to, gradients pass through `memory`. */
async function answerGradients(
  model: DifferentiableClassifier,
  questions: readonly Question[],
  points: Batch,
  count: number,
  memory: (length: number) => Float64Array,
  doubts: Doubts,
): Promise<void> {
  const pullback = await model.vjp(points);
  const all = await scores(questions, pullback.logits, doubts);
  const open: Open[] = [];
  questions.forEach((question, i) => {
    const scored = all[i];
    if (scored && question.forward(scored)) open.push({ question, scored, i, value: 0, answers: [], problem: null });
  });
  if (open.length === 0) return;
  const cotangent = { data: new Float64Array(questions.length * model.classes), shape: pullback.logits.shape };
  for (let k = 0; k < count; k++) {
    for (const one of open) evaluate(one, k, row(cotangent, one.i));
    const passing = open.every(({ question }) => question.out) ? memory(points.data.length) : undefined;
    const gradients = await pullback.backward(cotangent, passing);
    for (const one of open) {
      const { question, scored, i, value, answers } = one;
      const thrown = problemOf(gradients, i);
      if (thrown !== undefined) one.problem ??= { cause: modelThrew(thrown) };
      answers.push({
        class: scored.class,
        fooled: scored.fooled,
        logits: scored.logits,
        value,
        gradient: delivered(question, row(gradients, i)),
      });
    }
  }
  for (const { question, answers, problem } of open) {
    const strange = answers.find(({ gradient }) => !isFiniteRow(gradient));
    if (problem) question.reject(problem.cause);
    else if (strange) question.reject(noGradient(strange.gradient));
    else question.resolve(answers);
  }
}

/**
 * Answers questions with one batched forward pass for each number of gradients that they ask for, fewest first; one call at a time.
 *
 * What an example asks meanwhile waits for the next call, so that the order of its answers does not depend on who else is asking.
 */
export function answerer(model: Classifier, doubts: Doubts): (questions: readonly Question[]) => Promise<void> {
  const gather = gatherer(model.inputShape);
  const slopes = reusable();
  return async (questions) => {
    const counts = new Set(questions.map(({ losses }) => losses.length));
    for (const count of [...counts].sort((a, b) => a - b)) {
      const alike = questions.filter(({ losses }) => losses.length === count);
      if (count === 0) await answerScores(model, alike, gather(alike), doubts);
      else await answerGradients(model as DifferentiableClassifier, alike, gather(alike), count, slopes, doubts);
      if (counts.size > 1) await turn();
    }
  };
}
