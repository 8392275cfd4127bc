import { FragilityError, rows, stack, type Batch } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import { hasFeatures, isDense, isDifferentiable, type Classifier } from './classifier.js';

function check(model: Classifier, classes: readonly number[]): void {
  const known = classes.every((k) => Number.isInteger(k) && k >= 0 && k < model.classes);
  if (known && classes.length >= 2 && new Set(classes).size === classes.length) return;
  throw new FragilityError(
    {
      given: `classes [${classes.join(', ')}] given`,
      expected: `at least two different ones of 0…${model.classes - 1}`,
      remedy: 'name classes of the model',
    },
    { where: 'model/restrict', code: 'model/classes', kind: 'input' },
  );
}

/** Weights and biases of some classes only, in their order, of `width` weights each. */
const chosen = ({ weight, bias }: Pick<DenseLayer, 'weight' | 'bias'>, width: number, classes: readonly number[]) => ({
  weight: Float64Array.from({ length: classes.length * width }, (_, at) => {
    const k = Math.floor(at / width);
    return weight[classes[k]! * width + (at % width)]!;
  }),
  bias: Float64Array.from(classes, (k) => bias[k]!),
});

/** The layers with the outputs of some classes only. */
function narrowed(layers: readonly DenseLayer[], classes: readonly number[]): DenseLayer[] {
  const last = layers.at(-1)!;
  return [...layers.slice(0, -1), { ...last, outputs: classes.length, ...chosen(last, last.inputs, classes) }];
}

/**
 * The same model deciding between some of its classes only: logit k of the result is f_{classes[k]}.
 *
 * With two classes [i, j] its boundary is that of the pairwise margin g_ij = f_i − f_j, whatever the other classes say. Offers gradients,
 * layers and features where the model does, and is not to be disposed of: the model owns what both hold.
 *
 * @throws FragilityError `model/classes`.
 * @example restrict(model, [0, 1]).classes; // 2
 */
export function restrict(model: Classifier, classes: readonly number[]): Classifier {
  check(model, classes);
  const narrow = (wide: Batch): Batch =>
    stack(
      rows(wide).map((logits) => Float64Array.from(classes, (k) => logits[k]!)),
      [classes.length],
    );
  const widen = (narrowed: Batch): Batch =>
    stack(
      rows(narrowed).map((own) => {
        const wide = new Float64Array(model.classes);
        classes.forEach((k, at) => (wide[k] = own[at]!));
        return wide;
      }),
      [model.classes],
    );
  const { inputShape, bounds, precision } = model;
  return {
    inputShape,
    bounds,
    precision,
    classes: classes.length,
    ...(model.levels ? { levels: model.levels } : {}),
    ...(model.decisionOnly ? { decisionOnly: true } : {}),
    logits: async (x: Batch) => narrow(await model.logits(x)),
    ...(isDifferentiable(model)
      ? {
          vjp: async (x: Batch) => {
            const { logits, backward } = await model.vjp(x);
            return { logits: narrow(logits), backward: (cotangent: Batch) => backward(widen(cotangent)) };
          },
        }
      : {}),
    ...(isDense(model) ? { layers: narrowed(model.layers, classes) } : {}),
    ...(hasFeatures(model) ? { head: { ...model.head, ...chosen(model.head, model.head.width, classes) } } : {}),
  };
}
