import { FragilityError, parseParams } from '@fragility/plugin';
import type { Classifier } from './classifier.js';
import type { AnyModel, ModelContext } from './definition.js';

/**
 * Parses the parameters, builds the model and checks that it fits the dataset.
 *
 * @throws FragilityError `model/build` when what is built is no classifier, `model/shape` when input shape or number of classes differ from the dataset's.
 * @example (await buildModel(linear, {}, context)).classes; // 4
 */
export async function buildModel(definition: AnyModel, params: unknown, context: ModelContext): Promise<Classifier> {
  const where = `model/${definition.name}`;
  return fitting(
    where,
    await definition.build(parseParams(where, definition.params, params) as unknown, context),
    context,
  );
}

/**
 * The model that {@link buildModel} built, from its kept weights.
 *
 * @param weights what `definition.weights.save` made of it
 * @throws FragilityError `model/weights` for a definition that keeps none, `model/shape`.
 * @example
 * const again = await restoreModel(linear, {}, linear.weights!.save(model)!, context);
 * again.classes === model.classes; // true
 */
export async function restoreModel(
  definition: AnyModel,
  params: unknown,
  weights: Uint8Array,
  context: ModelContext,
): Promise<Classifier> {
  const where = `model/${definition.name}`;
  if (!definition.weights)
    throw new FragilityError(
      { given: `model '${definition.name}' keeps no weights`, remedy: 'build it with buildModel' },
      { where, code: 'model/weights', kind: 'input' },
    );
  const given = parseParams(where, definition.params, params) as unknown;
  return fitting(where, await definition.weights.load(weights, given, context), context);
}

/** Whether a value has all that every classifier has. */
function isClassifier(value: unknown): value is Classifier {
  const { inputShape, classes, bounds, precision, logits } = (value ?? {}) as Partial<Classifier>;
  return (
    Array.isArray(inputShape) &&
    Number.isInteger(classes) &&
    (bounds === null || (Array.isArray(bounds) && bounds.length === 2)) &&
    (precision === 'float32' || precision === 'float64') &&
    typeof logits === 'function'
  );
}

/** A model that fits the data. @throws FragilityError `model/build`, `model/shape`. */
async function fitting(where: string, model: Classifier, context: ModelContext): Promise<Classifier> {
  if (!isClassifier(model))
    throw new FragilityError(
      {
        given: `build() returned ${String(model)}`,
        expected: 'inputShape, classes, bounds, precision and logits()',
        remedy: 'return them',
      },
      { where, code: 'model/build', kind: 'failure' },
    );
  const { shape, classes } = context.dataset;
  const size = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);
  if (size(model.inputShape) !== size(shape) || model.classes !== classes.length) {
    await model.dispose?.();
    throw new FragilityError(
      {
        given: `the model maps [${model.inputShape.join(', ')}] to ${model.classes} classes, the dataset has inputs [${shape.join(', ')}] and ${classes.length} classes`,
        remedy: 'use a model made for this dataset',
      },
      { where, code: 'model/shape', kind: 'input' },
    );
  }
  return model;
}
