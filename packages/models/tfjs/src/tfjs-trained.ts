import { accuracy, defineModel, peekAt, type ModelContext } from '@fragility/model';
import type { z } from 'zod';
import { loadTensorFlow } from './run/load.js';
import type { TensorFlow } from './run/tensorflow.js';
import { classifierOf, shapedLike } from './tfjs.js';
import { buildSequential } from './train/build.js';
import { trainedParams } from './train/params.js';
import { saved, write, type Saved } from './train/save.js';
import { train } from './train/train.js';
import { convertedWeights } from './train/weights.js';

/**
 * A sequential TensorFlow.js model that the config describes layer by layer, trained on the dataset's training split by cross-entropy, then
 * converted to run natively as {@link tfjs} is. The last layer gives logits: no softmax is needed, and one that is there is cut off.
 *
 * @throws FragilityError `tfjs/layer`, `tfjs/output`, `tfjs/training`, `tfjs/backend`, `tfjs/kernel`.
 * @example tfjsTrained.params.safeParse({ layers: [{ flatten: {} }, { dense: { units: 10 } }] }).success; // true
 */
export const tfjsTrained = defineModel({
  name: 'tfjs-trained',
  summary: 'TensorFlow.js network described layer by layer, trained, then converted to run natively where possible',
  params: trainedParams,
  peek: async (params, { dataset, needs, features, ...context }) => {
    if (needs !== 'dense' && !features) return { offers: 'gradients' };
    const tf = await loadTensorFlow(params.backend);
    const opened = { ...context, dataset: await dataset() };
    const model = untrained(tf, params, opened);
    try {
      const { files } = await saved(tf, model);
      return await peekAt(classifierOf(files, settingsOf(params), opened, {}));
    } finally {
      model.dispose();
    }
  },
  build: async (params, context) => {
    const { dataset, folder } = context;
    const tf = await loadTensorFlow(params.backend);
    const model = untrained(tf, params, context);
    let result: Awaited<ReturnType<typeof train>>;
    let artifacts: Saved;
    try {
      result = await train(tf, model, params, context);
      artifacts = await saved(tf, model);
    } finally {
      model.dispose();
    }
    if (params.save !== undefined) await write(artifacts, params.save, folder);
    const facts = { 'train loss': result.loss, steps: result.steps, 'trained on': tf.line };
    const found = await classifierOf(artifacts.files, settingsOf(params), context, facts);
    const classifier = shapedLike(found, dataset.shape);
    const measured: Record<string, number> = {};
    for (const split of ['train', 'test'] as const)
      if (dataset.size[split] > 0) measured[`${split} accuracy`] = await accuracy(classifier, context, split);
    return { ...classifier, facts: { ...classifier.facts, ...measured } };
  },
  weights: convertedWeights,
});

type Params = z.output<typeof trainedParams>;

/** How the trained model is run. */
const settingsOf = ({ batch }: Params) => ({ backend: 'auto', precision: 'float32', batch, check: true }) as const;

/** The model as it is before training. */
const untrained = (tf: TensorFlow, { layers }: Params, { dataset, seed }: Pick<ModelContext, 'dataset' | 'seed'>) =>
  buildSequential(tf, withoutSoftmax(layers), { inputShape: dataset.shape, classes: dataset.classes.length, seed });

/** Training takes logits: the softmax of the last layer is left out. */
function withoutSoftmax(layers: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[]) {
  const last = layers.at(-1)!;
  const [kind] = Object.keys(last);
  if (kind === 'softmax') return layers.slice(0, -1);
  if (kind === undefined || last[kind]!['activation'] !== 'softmax') return [...layers];
  if (kind === 'activation') return layers.slice(0, -1);
  return [...layers.slice(0, -1), { [kind]: { ...last[kind], activation: 'linear' } }];
}
