import type { ResultIdentity } from '@fragility/engine';
import { identity } from './identity.js';
import { keyAfter } from './trajectory.js';
import type { Trial } from './plan.js';
import type { Chosen, ChosenAttack } from './settings.js';

/** A part of any kind. */
export type AnyChosen = Chosen<'dataset' | 'model' | 'attack' | 'analysis'>;

/**
 * Keys of the parts of a trial. Each is a hash of all that the part depends on, so that a part with a known key need not be done again, whatever
 * trial or experiment it is of.
 */
export interface PartKeys {
  readonly dataset: string;
  readonly model: string;
  /** The training that the model is a state of, whatever its length; null where it is a training of its own. */
  readonly trajectory: string | null;
  /** What the model says of clean examples. */
  readonly evaluation: string;
  /** In the order of the attacks of the trial. */
  readonly attacks: readonly string[];
  /** In the order of the analyses of the trial. */
  readonly analyses: readonly string[];
  /** All of them together. */
  readonly trial: string;
}

/** What keys depend on beside the plan. */
export interface KeyContext {
  /** Version of the runner. */
  readonly runner: string;
  readonly runtime: ResultIdentity;
  /** Hash of a part: its plugin, its parameters, and the files that it reads. */
  part(part: AnyChosen): string;
  /** Hash of the training that a model shares with others, and its steps. */
  trajectory(model: Chosen<'model'>): { readonly training: string; readonly steps: number } | undefined;
}

/** Options of an attack that its results depend on: not how many examples run at a time. */
const resultOptions = ({ options }: ChosenAttack): unknown => ({ ...options, window: undefined });

/** The keys of a trial's parts. */
export function keysOf(
  { settings, chosen, seed }: Trial,
  { runner, runtime, part, trajectory: of }: KeyContext,
): PartKeys {
  const { dataset: data, attacks, analyses, evaluate } = settings;
  const dataset = identity(['dataset', runner, part(data), seed]);
  const along = of(chosen);
  const trajectory = along ? identity(['trajectory', dataset, along.training, runtime]) : null;
  const model = along ? keyAfter(trajectory!, along.steps) : identity(['model', dataset, part(chosen), runtime]);
  const evaluation = identity(['evaluation', model, evaluate.split]);
  const attackKeys = attacks.map((attack) => identity(['attack', evaluation, part(attack), resultOptions(attack)]));
  const named = attacks.map(({ name }, k) => [name, attackKeys[k]]);
  const analysisKeys = analyses.map((analysis) =>
    identity([
      'analysis',
      model,
      evaluate,
      analysis.name,
      part(analysis),
      analysis.definition.needs.includes('attacks') ? named : [],
    ]),
  );
  const trial = identity(['trial', evaluation, evaluate, named, analysisKeys]);
  return { dataset, model, trajectory, evaluation, attacks: attackKeys, analyses: analysisKeys, trial };
}
