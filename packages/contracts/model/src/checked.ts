import { FragilityError, isNumeric, kindOf, type Batch } from '@fragility/numerics';
import { withMembers } from '@fragility/plugin';
import { isDifferentiable, type Classifier, type DifferentiableClassifier, type Pullback } from './classifier.js';

/** `shape [2, 3] with 6 values`, of whatever is given as a shape. */
const described = (shape: unknown, length: number): string =>
  `shape [${Array.from((shape ?? []) as readonly number[]).join(', ')}] with ${length} values`;

const wrongAnswer = (given: string, expected: string): FragilityError =>
  new FragilityError(
    { given, expected, remedy: 'correct the model' },
    { where: 'model/answer', code: 'model/answer', kind: 'failure' },
  );

/**
 * The batch, if it has the shape and the length that it must have, its numbers in memory that the model does not know.
 *
 * @throws FragilityError `model/answer`
 */
function ofShape(batch: Batch, shape: readonly number[], said: string, out?: Float64Array): Batch {
  const length = shape.reduce((a, b) => a * b, 1);
  const { data, shape: given } = (batch ?? {}) as Partial<Batch>;
  if (!isNumeric(data)) throw wrongAnswer(`${said} in an object of type ${kindOf(data)}`, 'a Float64Array');
  const [found, wanted] = [described(given, data.length), described(shape, length)];
  if (found !== wanted) throw wrongAnswer(`${said} of ${found}`, wanted);
  if (data === out) return batch;
  const own = out ?? new Float64Array(length);
  own.set(data);
  return { ...batch, data: own };
}

/** The pullback, if it is one. @throws FragilityError `model/answer` */
function ofPullback(pullback: Pullback, said: string): Pullback {
  if (typeof pullback?.backward === 'function') return pullback;
  throw wrongAnswer(`${said} ${kindOf(pullback)} from vjp()`, '{ logits, backward() }');
}

/** Models that are checked already. */
const known = new WeakSet<Classifier>();

/**
 * The same model, whose every answer is checked: batches of logits and of gradients for type, shape and length. What it returns is kept from what the model does
 * later with its memory.
 *
 * What follows can rely on them: a gradient that is too short would look like zero, and one that the next call writes over like another. Numbers that are not
 * finite are let through, as they are an example's matter.
 *
 * @param called what errors call it
 * @throws FragilityError `model/answer` from `logits`, `vjp` and `backward`
 * @example (await checked(model).logits(inputs)).data instanceof Float64Array; // true
 */
export function checked<M extends Classifier>(model: M, called = 'the model'): M {
  if (known.has(model)) return model;
  const said = `${called} returned`;
  const logitsOf = (x: Batch, logits: Batch): Batch => ofShape(logits, [x.shape[0]!, model.classes], `${said} logits`);
  const view = withMembers<Classifier & Partial<DifferentiableClassifier>>(model, {
    logits: async (x: Batch) => logitsOf(x, await model.logits(x)),
    ...(isDifferentiable(model)
      ? {
          vjp: async (x: Batch) => {
            const pullback = ofPullback(await model.vjp(x), said);
            const shape = [x.shape[0]!, ...model.inputShape];
            return {
              logits: logitsOf(x, pullback.logits),
              backward: async (cotangent: Batch, out = new Float64Array(x.data.length)) =>
                ofShape(await pullback.backward(cotangent, out), shape, `${said} gradients`, out),
            };
          },
        }
      : {}),
  });
  known.add(view);
  return view as M;
}
