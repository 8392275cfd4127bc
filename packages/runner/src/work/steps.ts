import type { Phase } from '../execute/events.js';
import type { Settings } from '../plan/settings.js';
import type { Weight } from './weights.js';

/** One step of a trial. */
export interface Step {
  readonly phase: Phase;
  /** Name of the attack or analysis, in the config. */
  readonly name?: string;
  /** How much there is to do for it. */
  readonly weight: number;
}

export const modelStep = ({ training }: Weight): Step => ({ phase: 'model', weight: training });

/** Opening the data, with all that a trial costs beside its other steps: it counts for time, and not as work to divide. */
const OPENING: Step = { phase: 'dataset', weight: 1 };

/** What is done with so many of the examples. */
export const exampleSteps = ({ attacks }: Pick<Settings, 'attacks'>, weight: Weight, examples: number): Step[] => [
  { phase: 'evaluation', weight: examples * weight.clean },
  ...attacks.map(({ name }, k): Step => ({ phase: 'attacks', name, weight: examples * weight.attacks[k]! })),
];

export const analysisSteps = ({ analyses }: Pick<Settings, 'analyses'>, weight: Weight): Step[] =>
  analyses.map(({ name }, k): Step => ({ phase: 'analyses', name, weight: weight.analyses[k]! }));

/** The steps of a whole trial, in order. */
export const stepsOf = (settings: Pick<Settings, 'attacks' | 'analyses'>, weight: Weight): Step[] => [
  OPENING,
  modelStep(weight),
  ...exampleSteps(settings, weight, weight.examples),
  ...analysisSteps(settings, weight),
];
