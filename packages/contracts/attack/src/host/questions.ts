import type { Classifier, DifferentiableClassifier } from '@fragility/model';
import {
  FragilityError,
  margin,
  predictedClass,
  row,
  stack,
  type Criterion,
  type Loss,
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

/** Whether a sum over a row is NaN: one is in it, or infinities of both signs. In four sums, so that none waits for the one before. */
function hasNaN(values: Row): boolean {
  let [s, t, u, v] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let k = 0; k < whole; k += 4) {
    s += values[k]!;
    t += values[k + 1]!;
    u += values[k + 2]!;
    v += values[k + 3]!;
  }
  for (let k = whole; k < values.length; k++) s += values[k]!;
  return Number.isNaN(s + t + u + v);
}

function score(question: Question, logits: Row): Scored | null {
  if (logits.some(Number.isNaN)) {
    question.reject(hasNaN(question.x) ? noPoint() : notANumber(logits));
    return null;
  }
  return { class: predictedClass(logits), fooled: margin(logits, question.criterion) < 0, logits };
}

async function answerScores(model: Classifier, questions: readonly Question[]): Promise<void> {
  const logits = await model.logits(
    stack(
      questions.map(({ x }) => x),
      model.inputShape,
    ),
  );
  questions.forEach((question, i) => {
    const scored = score(question, row(logits, i));
    if (scored && question.forward(scored)) question.resolve(scored);
  });
}

async function answerGradients(model: DifferentiableClassifier, questions: readonly Question[]): Promise<void> {
  const pullback = await model.vjp(
    stack(
      questions.map(({ x }) => x),
      model.inputShape,
    ),
  );
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
    if (hasNaN(gradient)) question.reject(noGradient());
    else question.resolve({ ...scored, value, gradient });
  }
}

/** Answers all questions with at most one batched forward pass, and one pullback for those that want gradients. */
export async function answer(model: Classifier, questions: readonly Question[]): Promise<void> {
  const scores = questions.filter(({ loss }) => loss === null);
  const gradients = questions.filter(({ loss }) => loss !== null);
  if (scores.length > 0) await answerScores(model, scores);
  if (gradients.length > 0) await answerGradients(model as DifferentiableClassifier, gradients);
}
