import { MODEL_OUTPUTS, defineModel, isDifferentiable } from '@fragility/model';
import { z } from 'zod';
import { functionClassifier } from './classifier.js';
import { fail } from './error.js';
import { loadModule } from './module.js';
import { checkRepeats } from './repeats.js';
import { selfCheck } from './self-check.js';

/**
 * A classifier that is a function of a JavaScript module: `predict(inputs, shape)`, by name or by default, and where it has gradients
 * `vjp(inputs, shape, cotangent)`, which is compared with finite differences before anything runs.
 *
 * @throws FragilityError `model-function/module`, `model-function/threw` with file:line:column, `model-function/answer`,
 *   `model-function/changes`, `model-function/gradient`, `model/answers`.
 * @example functionModel.params.parse({ module: './predict.mjs' }).answers; // 'logits'
 */
export const functionModel = defineModel({
  name: 'function',
  summary: 'A function of a JavaScript module, with or without gradients',
  params: z.strictObject({
    module: z.string().min(1).describe('JavaScript module that exports predict; relative to the config'),
    answers: z.enum(MODEL_OUTPUTS).default('logits').describe('what predict returns'),
    precision: z.enum(['float32', 'float64']).default('float64').describe('precision of the inputs it is given'),
    batch: z.int().positive().default(256).describe('examples of one call, at most'),
    selfCheck: z
      .boolean()
      .default(true)
      .describe('ask predict twice and alone, and compare vjp with finite differences, first'),
  }),
  peek: async ({ module: path, answers }, { folder }) => {
    if (answers === 'labels') return { offers: 'decisions', why: `${path} returns labels` };
    const { vjp } = await loadModule(path, folder);
    return vjp ? { offers: 'gradients' } : { offers: 'logits', why: `${path} exports no vjp` };
  },
  build: async ({ module: path, selfCheck: checks, ...options }, { dataset, folder }) => {
    const functions = await loadModule(path, folder);
    if (options.answers === 'labels' && functions.vjp)
      fail('module', {
        file: path,
        given: `${path} exports vjp and returns labels, which have no gradient`,
        remedy: 'remove vjp or return logits',
      });
    const { shape: inputShape, bounds } = dataset;
    const model = functionClassifier(functions, {
      path,
      inputShape,
      classes: dataset.classes.length,
      bounds,
      ...options,
    });
    if (checks) await checkRepeats(model, path);
    if (checks && isDifferentiable(model)) await selfCheck(model, path);
    return model;
  },
});
