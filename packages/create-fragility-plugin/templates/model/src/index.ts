import { defineModel, type DifferentiableClassifier, type Pullback } from '@fragility/model';
import type { Batch } from '@fragility/numerics';
import { definePlugin, integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';

/** Logits [n, K] of inputs [n, ...shape], and what pulls cotangents [n, K] back to gradients [n, ...shape]. */
function forward(x: Batch, classes: number): Pullback {
  throw new Error(`write the algorithm: ${classes} logits for inputs of shape [${x.shape.slice(1).join(', ')}]`);
}

/** A model of logits only leaves `vjp` out; a model that is fitted reads `dataset` first, and draws what is random from `seed` and `width`. */
export const myPart = defineModel({
  name: 'my-part',
  summary: 'What the model computes, in one sentence',
  params: strictObject({
    width: optional(integer('hidden units', { min: 1 }), 32),
  }),
  build: async ({ width }, { dataset, seed }): Promise<DifferentiableClassifier> => ({
    inputShape: dataset.shape,
    classes: dataset.classes.length,
    bounds: dataset.bounds,
    precision: 'float64',
    facts: { width, seed },
    logits: async (x) => forward(x, dataset.classes.length).logits,
    vjp: async (x) => forward(x, dataset.classes.length),
  }),
});

export default definePlugin({ api: 1, provides: [myPart] });
