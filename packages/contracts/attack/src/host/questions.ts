import type { Classifier, DifferentiableClassifier } from '@fragility/model';
import {
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

/** A point that an example asks the model about; with a loss, its gradient too. */
export interface Question {
  readonly x: Row;
  readonly loss: Loss | null;
  readonly criterion: Criterion;
  /** Told the outcome of the forward pass; answers whether the example still wants the backward pass. */
  forward(scored: Scored): boolean;
  resolve(answer: Pulled | Scored): void;
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
    if (scored && question.forward(scored)) question.resolve(scored);
  });
}

async function answerGradients(
  model: DifferentiableClassifier,
  questions: readonly Question[],
  points: Batch,
): Promise<void> {
  const pullback = await model.vjp(points);
  const cotangent = new Float64Array(questions.length * model.classes);
  const open: { question: Question; scored: Scored; value: number; i: number }[] = [];
  questions.forEach((question, i) => {
    const scored = score(question, row(pullback.logits, i));
    if (!scored || !question.forward(scored)) return;
    const loss = question.loss!(scored.logits);
    cotangent.set(loss.cotangent, i * model.classes);
    open.push({ question, scored, value: loss.value, i });
  });
  if (open.length === 0) return;
  const gradients = await pullback.backward({ data: cotangent, shape: [questions.length, model.classes] });
  for (const { question, scored, value, i } of open) {
    const gradient = row(gradients, i);
    if (gradient.includes(NaN)) question.reject(noGradient());
    else question.resolve({ ...scored, value, gradient });
  }
}

/** Answers all questions with at most one batched forward pass, and one pullback for those that want gradients; one call at a time. */
export function answerer(model: Classifier): (questions: readonly Question[]) => Promise<void> {
  const gather = gatherer(model.inputShape);
  return async (questions) => {
    const scores = questions.filter(({ loss }) => loss === null);
    const gradients = questions.filter(({ loss }) => loss !== null);
    if (scores.length > 0) await answerScores(model, scores, gather(scores));
    if (gradients.length > 0) await answerGradients(model as DifferentiableClassifier, gradients, gather(gradients));
  };
}
