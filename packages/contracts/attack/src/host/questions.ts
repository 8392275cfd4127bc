import type { Classifier, DifferentiableClassifier } from '@fragility/model';
import {
  dot,
  FragilityError,
  margin,
  predictedClass,
  row,
  type Criterion,
  type Loss,
  type Batch,
  type Row,
} from '@fragility/numerics';
import type { Pulled, Scored } from '../attack.js';

/** Of a question without losses, and of each loss of one with them. */
export type Answer = Scored | Pulled;

/** A point that an example asks the model about, and the losses whose gradients it asks for. */
export interface Question {
  readonly x: Row;
  readonly losses: readonly Loss[];
  readonly criterion: Criterion;
  /** Told the outcome of the forward pass; answers whether the example still wants the backward pass. */
  forward(scored: Scored): boolean;
  resolve(answers: readonly Answer[]): void;
  reject(reason: unknown): void;
}

const notANumber = (logits: Row): FragilityError =>
  new FragilityError(
    `the model answered logits [${[...logits.subarray(0, 4)].join(', ')}…], expected numbers; check its weights and the scale of its inputs`,
    { where: 'attack/host', code: 'attack/nan' },
  );

const noPoint = (): FragilityError =>
  new FragilityError('the attack asked about a point with NaN, expected numbers; correct the attack', {
    where: 'attack/host',
    code: 'attack/nan',
  });

const noGradient = (): FragilityError =>
  new FragilityError(
    'the model answered a gradient with NaN, expected numbers; check its activations and the scale of its weights',
    { where: 'attack/host', code: 'attack/nan' },
  );

/** No sum of squares is NaN unless one of them is. */
const hasNaN = (x: Row): boolean => Number.isNaN(dot(x, x));

function score(question: Question, logits: Row): Scored | null {
  if (logits.includes(NaN)) {
    question.reject(question.x.includes(NaN) ? noPoint() : notANumber(logits));
    return null;
  }
  return { class: predictedClass(logits), fooled: margin(logits, question.criterion) < 0, logits };
}

/** Copies the points of questions into one batch, in memory that the next batch takes over: fresh memory costs more than the copy. */
function gatherer(shape: readonly number[]): (questions: readonly Question[]) => Batch {
  const size = shape.reduce((a, b) => a * b, 1);
  let memory = new Float64Array(0);
  return (questions) => {
    const length = questions.length * size;
    if (memory.length < length) memory = new Float64Array(length);
    questions.forEach(({ x }, i) => memory.set(x, i * size));
    return { data: memory.subarray(0, length), shape: [questions.length, ...shape] };
  };
}

async function answerScores(model: Classifier, questions: readonly Question[], points: Batch): Promise<void> {
  const logits = await model.logits(points);
  questions.forEach((question, i) => {
    const scored = score(question, row(logits, i));
    if (scored && question.forward(scored)) question.resolve([scored]);
  });
}

/** Questions that ask for the same number of gradients, `count` each. */
async function answerGradients(
  model: DifferentiableClassifier,
  questions: readonly Question[],
  points: Batch,
  count: number,
): Promise<void> {
  const pullback = await model.vjp(points);
  const open: { question: Question; scored: Scored; i: number; answers: Pulled[] }[] = [];
  questions.forEach((question, i) => {
    const scored = score(question, row(pullback.logits, i));
    if (scored && question.forward(scored)) open.push({ question, scored, i, answers: [] });
  });
  if (open.length === 0) return;
  const cotangent = { data: new Float64Array(questions.length * model.classes), shape: pullback.logits.shape };
  for (let k = 0; k < count; k++) {
    const values = open.map(({ question, scored, i }) => {
      const out = row(cotangent, i);
      const loss = question.losses[k]!(scored.logits, out);
      if (loss.cotangent !== out) out.set(loss.cotangent);
      return loss.value;
    });
    const gradients = await pullback.backward(cotangent);
    open.forEach(({ scored, i, answers }, at) =>
      answers.push({
        class: scored.class,
        fooled: scored.fooled,
        logits: scored.logits,
        value: values[at]!,
        gradient: row(gradients, i),
      }),
    );
  }
  for (const { question, answers } of open) {
    if (answers.some(({ gradient }) => hasNaN(gradient))) question.reject(noGradient());
    else question.resolve(answers);
  }
}

/** Answers questions with one batched forward pass for each number of gradients that they ask for; one call at a time. */
export function answerer(model: Classifier): (questions: readonly Question[]) => Promise<void> {
  const gather = gatherer(model.inputShape);
  return async (questions) => {
    for (const count of new Set(questions.map(({ losses }) => losses.length))) {
      const alike = questions.filter(({ losses }) => losses.length === count);
      if (count === 0) await answerScores(model, alike, gather(alike));
      else await answerGradients(model as DifferentiableClassifier, alike, gather(alike), count);
    }
  };
}
