import { runAnalysis, type AttackHandle, type Given, type TableRow } from '@fragility/analysis';
import type { Dataset, Examples } from '@fragility/dataset';
import { buildModel, isDense, isDifferentiable, type Classifier, type ModelContext } from '@fragility/model';
import { FragilityError } from '@fragility/plugin';
import type { Plan, Trial } from '../plan/plan.js';
import type { Chosen } from '../plan/settings.js';
import { runAttack, stored } from './attacks.js';
import { checkpointsOf } from './checkpoints.js';
import { cleanAccuracy, evaluated } from './evaluate.js';
import type { Phase } from './events.js';
import { naming } from './naming.js';
import type { DoneTrial, StoredRecord } from './result.js';
import { seedsOfTrial } from './seeds.js';

export interface TrialContext {
  readonly plan: Plan;
  readonly engine: string;
  readonly signal: AbortSignal | undefined;
  dataset(trial: Trial): Promise<Dataset>;
  /** `done` is the share of this trial. */
  progress(phase: Phase, done: number, message: string): void;
}

/** Rejects an analysis that asks for more than the model offers. */
function checkNeeds({ definition }: Chosen<'analysis'>, name: string, model: Classifier): void {
  const { needs } = definition;
  const missing =
    needs.includes('dense') && !isDense(model)
      ? 'layers'
      : needs.includes('gradients') && !isDifferentiable(model)
        ? 'gradients'
        : null;
  if (missing) {
    throw new FragilityError(
      `analysis '${definition.name}' needs ${missing}, which model '${name}' does not offer; use another model or leave the analysis out`,
      {
        where: 'runner/trial',
        code: 'runner/needs',
      },
    );
  }
}

/** Runs one trial: data, model, clean accuracy, attacks, analyses. Whatever fails, the model is disposed of. */
export async function runTrial(
  trial: Trial,
  { plan, engine, signal, dataset: open, progress }: TrialContext,
): Promise<DoneTrial> {
  const { settings, chosen, seed, model: name } = trial;
  const { attacks, analyses } = settings;
  const seeds = seedsOfTrial(seed);
  const started = new Date();
  const phases: Partial<Record<Phase, number>> = {};
  const steps = 2 + attacks.length + analyses.length;
  let step = 0;
  let since = performance.now();
  const finish = (phase: Phase): void => {
    phases[phase] = (phases[phase] ?? 0) + (performance.now() - since) / 1000;
    since = performance.now();
    signal?.throwIfAborted();
  };

  progress('dataset', 0, settings.dataset.definition.name);
  const data = `dataset '${settings.dataset.definition.name}'`;
  const dataset = await naming(data, () => open(trial), 'dataset/threw');
  finish('dataset');

  const context: ModelContext = {
    dataset,
    seed: seeds.model,
    engine: plan.experiment.engine,
    folder: plan.folder,
    ...(plan.experiment.threads === undefined ? {} : { threads: plan.experiment.threads }),
    ...(signal ? { signal } : {}),
  };
  progress('model', 0, name);
  const model = await naming(`model '${name}'`, () =>
    buildModel(chosen.definition, chosen.params, {
      ...context,
      progress: (done, message) => progress('model', done / steps, `${name}: ${message}`),
    }),
  );
  try {
    finish('model');
    for (const analysis of analyses) checkNeeds(analysis, name, model);

    progress('evaluation', ++step / steps, 'clean accuracy');
    const examples = await naming(data, () => evaluated(dataset, settings.evaluate, signal), 'dataset/threw');
    const accuracy = await naming(`model '${name}'`, () => cleanAccuracy(name, model, examples, signal));
    finish('evaluation');

    const records: StoredRecord[] = [];
    const handles: AttackHandle[] = [];
    step++;
    for (const one of attacks) {
      const at = step++;
      const attacked = (count: number): void =>
        progress('attacks', (at + count / examples.labels.length) / steps, `${name}: ${one.name}`);
      attacked(0);
      const { handle, records: found } = await naming(`attack '${one.name}' on model '${name}'`, () =>
        runAttack(one, model, examples, { seed: seeds.attacks, signal, progress: attacked }),
      );
      handles.push(handle);
      for (const record of found) records.push(stored(one.name, record));
      finish('attacks');
    }

    const tables: { name: string; rows: TableRow[] }[] = [];
    for (const analysis of analyses) {
      progress('analyses', step++ / steps, `${name}: ${analysis.name}`);
      const given = givenTo(analysis, { dataset, examples, model, handles });
      const checkpoints = checkpointsOf((checkpoint) =>
        buildModel(chosen.definition, chosen.params, { ...context, checkpoint }),
      );
      const rows: TableRow[] = [];
      const run = runAnalysis(analysis.definition, analysis.params, {
        ...given,
        ...(analysis.definition.needs.includes('checkpoints') ? { checkpoints } : {}),
        random: seeds.analysis(analysis.name),
        ...(signal ? { signal } : {}),
      } as Given);
      await naming(`analysis '${analysis.name}'`, async () => {
        for await (const row of run) rows.push(row);
      });
      tables.push({ name: analysis.name, rows });
      finish('analyses');
    }
    return {
      status: 'done',
      id: trial.id,
      model: name,
      seed,
      swept: trial.swept,
      engine,
      started: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      phases,
      facts: model.facts ?? {},
      examples: examples.labels.length,
      ...(examples.skipped ? { unreadable: examples.skipped.map(({ id }) => id) } : {}),
      cleanAccuracy: accuracy,
      attacks: records,
      analyses: tables,
    };
  } finally {
    await model.dispose?.();
  }
}

/** The parts that an analysis asked for, and no others. */
function givenTo(
  { definition }: Chosen<'analysis'>,
  {
    dataset,
    examples,
    model,
    handles,
  }: { dataset: Dataset; examples: Examples; model: Classifier; handles: readonly AttackHandle[] },
): Partial<Given> {
  const needs = (...any: string[]): boolean => any.some((need) => definition.needs.includes(need));
  const given: Partial<Record<keyof Given, unknown>> = {
    ...(needs('data') ? { dataset, examples } : {}),
    ...(needs('model', 'gradients', 'dense') ? { model } : {}),
    ...(needs('attacks') ? { attacks: handles } : {}),
  };
  return given as Partial<Given>;
}
