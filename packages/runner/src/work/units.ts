import type { Trial } from '../plan/plan.js';
import { sliceName, type Slice } from '../plan/slice.js';
import { analysisSteps, exampleSteps, modelStep, stepsOf, type Step } from './steps.js';
import { perExampleOf, totalOf, type Weight } from './weights.js';

/** What is done at one place: a whole trial, or of one that is divided the model, or the attacks on some examples. */
export interface Unit {
  /** Unlike that of any other unit of the plan; the id of the trial for a whole one. */
  readonly id: string;
  readonly trial: Trial;
  readonly does: 'trial' | 'model' | Slice;
  /** Coordinates of inputs that go through the model, about: passes of single examples, times the size of one. */
  readonly weight: number;
  /** What it does, in order. */
  readonly steps: readonly Step[];
  /** Ids of the units that are to be done before. */
  readonly after: readonly string[];
}

/** What units are made with. */
export interface UnitsOf {
  readonly weights: ReadonlyMap<string, Weight>;
  /** How many places there are for the work. */
  readonly places: number;
}

/** A unit is about so small that each place has several to do. */
const UNITS_PER_PLACE = 4;
/** Coordinates and examples below which a division costs more than it brings: a process that starts takes seconds. */
const FEWEST = { coordinates: 5e7, examples: 8 };

/** Equal slices of some examples. */
function slices(examples: number, count: number): Slice[] {
  const edges = Array.from({ length: count }, (_, k) => Math.round((k * examples) / count));
  return edges.map((from, k) => ({ from, to: edges[k + 1] ?? null }));
}

const unitOf = (id: string, trial: Trial, does: Unit['does'], steps: readonly Step[], after: string[] = []): Unit => ({
  ...{ id, trial, does, steps, after },
  weight: steps.reduce((sum, { weight }) => sum + weight, 0),
});

/** A whole trial as a unit. */
export const wholeOf = (trial: Trial, steps: readonly Step[] = [], after: string[] = []): Unit =>
  unitOf(trial.id, trial, 'trial', steps, after);

/** A trial in pieces: its model, slices of its examples, and what is left when these are done. */
function divided(trial: Trial, weight: Weight, count: number): Unit[] {
  const { settings, chosen } = trial;
  const named = (units: readonly Unit[]): string[] => units.map(({ id }) => id);
  const model = chosen.definition.weights ? [unitOf(`${trial.id}/model`, trial, 'model', [modelStep(weight)])] : [];
  const parts = slices(weight.examples, count).map((slice) => {
    const own = exampleSteps(settings, weight, (slice.to ?? weight.examples) - slice.from);
    return unitOf(`${trial.id}/${sliceName(slice)}`, trial, slice, own, named(model));
  });
  return [...model, ...parts, wholeOf(trial, analysisSteps(settings, weight), named([...model, ...parts]))];
}

/** In how many slices the examples of a trial are attacked where each is to have such a weight. */
function slicesOf({ chosen }: Trial, weight: Weight, most: number): number {
  const { examples } = weight;
  if (chosen.definition.alone) return 1;
  const wanted = Math.ceil((examples * perExampleOf(weight)) / Math.max(most, FEWEST.coordinates));
  return Math.max(1, Math.min(wanted, Math.floor(examples / FEWEST.examples)));
}

/**
 * The units of some trials: whole trials, and of those that are large beside the others the model, where it is kept, and slices of the examples.
 * The same trials and places always give the same units.
 */
export function unitsOf(trials: readonly Trial[], { weights, places }: UnitsOf): Unit[] {
  const total = trials.reduce((sum, { id }) => sum + totalOf(weights.get(id)!), 0);
  const most = places > 1 ? total / (places * UNITS_PER_PLACE) : Infinity;
  return trials.flatMap((trial): Unit[] => {
    const weight = weights.get(trial.id)!;
    const count = slicesOf(trial, weight, most);
    return count < 2 ? [wholeOf(trial, stepsOf(trial.settings, weight))] : divided(trial, weight, count);
  });
}
