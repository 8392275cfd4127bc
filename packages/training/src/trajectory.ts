import type { Precision } from '@fragility/engine';
import type { TrainingTrajectory } from '@fragility/model';
import { reportedClassifier } from './fit.js';
import type { LinearFitParams } from './params.js';

/**
 * Trainings of a dense network that pass through one another: those by a given number of steps at a constant rate, and nothing else that ends them.
 *
 * @example denseTrajectory.of({ precision: 'float64', fit: fitParams.parse({ method: 'adam', steps: 3 }) })?.steps; // 3
 */
export const denseTrajectory: TrainingTrajectory<{ readonly precision: Precision; readonly fit: LinearFitParams }> = {
  of: ({ fit, ...rest }) => {
    if (fit.method !== 'adam' && fit.method !== 'sgd') return undefined;
    const { steps, ...same } = fit;
    const endsOtherwise = fit.epochs !== undefined || fit.stopAtLoss !== undefined || fit.schedule !== 'constant';
    return steps === undefined || endsOtherwise ? undefined : { training: { ...rest, fit: same }, steps };
  },
  at: async ({ step, loss, reported = loss, model }, { precision }, context) => {
    const { layers, dispose } = await model();
    await dispose?.();
    return reportedClassifier(
      { layers: [...layers], facts: { 'train loss': reported, steps: step } },
      precision,
      context,
    );
  },
};
