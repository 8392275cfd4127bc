import type { Dataset } from '@fragility/dataset';
import type { Batch } from '@fragility/numerics';
import { expectThat, parseParams, refusesUnknownParameter, saysWhatItIs, type Check } from '@fragility/plugin';
import { buildModel, restoreModel } from '../build.js';
import type { AnyModel, ModelContext } from '../definition.js';
import { hasFeatures, type Capability, type Classifier } from '../classifier.js';
import { covers, offerOf } from '../offer.js';
import { copy, COUNT, near, randomInputs, same } from './batches.js';
import { classifierChecks } from './classifier.js';
import { monitorTraining } from './training.js';

/** A small case that the model must be able to treat; it is built once per check. */
export interface ModelProblem {
  readonly params?: unknown;
  readonly dataset: Dataset;
  /** Seed (default 1), engine (default `auto`), folder and threads. */
  readonly context?: Partial<Pick<ModelContext, 'seed' | 'engine' | 'folder' | 'threads'>>;
  /** What the model offers, all of which is checked; default `gradients`. */
  readonly offers?: Capability;
}

/** Inputs near examples of the dataset; random ones where it has none. */
async function inputsNear(dataset: Dataset, model: Classifier): Promise<Batch> {
  const split = dataset.size.train > 0 ? 'train' : 'test';
  const size = dataset.size[split];
  if (size === 0) return randomInputs(model);
  const indices = Array.from({ length: COUNT }, (_, k) => Math.floor((k * size) / COUNT));
  return near((await dataset.load(split, indices)).inputs, model);
}

/** A model from its kept weights has the logits of the one that they were saved from. */
const keepsWeights = (
  definition: AnyModel,
  { params, dataset, context }: ModelProblem,
  built: <T>(extra: Partial<ModelContext>, body: (model: Classifier) => Promise<T>) => Promise<T>,
  answer: (model: Classifier) => Promise<Batch>,
): Check => ({
  name: 'kept weights are the same model, to the bit',
  run: () =>
    built({}, async (model) => {
      const file = definition.weights!.save(model);
      if (!file) return;
      const again = await restoreModel(definition, params, file, { seed: 1, engine: 'auto', ...context, dataset });
      const logits = await answer(again);
      await again.dispose?.();
      expectThat(same(logits, await answer(model)), () => 'the logits of a model from its weights differ from its own');
    }),
});

/**
 * Everything a model must do, as named checks: parameters, a fit to the dataset, the same model for the same seed, orderly progress, and
 * all that {@link classifierChecks} ask of what it builds, at inputs near the dataset's.
 *
 * @example
 * const verdicts = await runChecks(modelChecks(linear, { dataset, offers: 'dense' }));
 */
export function modelChecks(definition: AnyModel, problem: ModelProblem): Check[] {
  const { params, dataset, context, offers = 'gradients' } = problem;
  const where = `model/${definition.name}`;
  const build = (extra: Partial<ModelContext> = {}): Promise<Classifier> =>
    buildModel(definition, params, { seed: 1, engine: 'auto', ...context, ...extra, dataset });
  const built = async <T>(extra: Partial<ModelContext>, body: (model: Classifier) => Promise<T>): Promise<T> => {
    const model = await build(extra);
    try {
      return await body(model);
    } finally {
      await model.dispose?.();
    }
  };
  const inputs = (model: Classifier): Promise<Batch> => inputsNear(dataset, model);
  const answer = (model: Classifier): Promise<Batch> =>
    inputs(model)
      .then((x) => model.logits(x))
      .then(copy);

  return [
    saysWhatItIs(definition),
    refusesUnknownParameter((extra) => parseParams(where, definition.params, { ...(params as object), ...extra })),
    {
      name: 'fits the dataset: shape, classes and bounds',
      run: () =>
        built({}, async ({ bounds }) =>
          expectThat(
            bounds?.join() === dataset.bounds?.join(),
            () => `the model has bounds ${JSON.stringify(bounds)}, the dataset ${JSON.stringify(dataset.bounds)}`,
          ),
        ),
    },
    {
      name: 'same seed, same model',
      run: async () =>
        expectThat(same(await built({}, answer), await built({}, answer)), () => 'two models of one seed differ'),
    },
    {
      name: 'progress and checkpoints are in order and change nothing',
      run: async () => {
        const { watcher, verify } = monitorTraining();
        const watched = await built(watcher, answer);
        verify();
        expectThat(
          same(watched, await built({}, answer)),
          () => 'a model that is watched differs from one that is not',
        );
      },
    },
    ...(definition.weights ? [keepsWeights(definition, problem, built, answer)] : []),
    {
      name: 'says before it is built what it offers, where it says so',
      run: () =>
        built({}, async (model) => {
          const given = parseParams(where, definition.params, params) as unknown;
          for (const needs of ['logits', 'gradients', 'dense'] as const) {
            const asked = {
              ...{ seed: 1, engine: 'auto' as const, ...context, needs, features: true },
              dataset: async () => dataset,
            };
            const offer = await definition.peek?.(given, asked);
            expectThat(
              !offer || offer.features === offerOf(model).features,
              () => `peek says features ${offer!.features === true}, the model has ${hasFeatures(model)}`,
            );
            expectThat(
              !offer || covers(offer, needs) === covers(offerOf(model), needs),
              () => `peek says ${offer!.offers} where ${needs} are needed, the model offers ${offerOf(model).offers}`,
            );
          }
        }),
    },
    ...classifierChecks(build, { offers, inputs }),
  ];
}
