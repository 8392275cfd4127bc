import type { AttackHandle, Picture, TableRow } from '@fragility/analysis';
import type { Dataset } from '@fragility/dataset';
import { buildModel, type ModelContext } from '@fragility/model';
import type { Plan, Trial } from '../plan/plan.js';
import { cleanAccuracy, type Clean } from './accuracy.js';
import { analyse, checkNeeds } from './analyses.js';
import { runAttack, stored } from './attacks.js';
import { oddBudgets } from './budget-units.js';
import { checkpointsOf } from './checkpoints.js';
import { engineOf } from './engines.js';
import { evaluationOf } from './evaluation.js';
import type { Phase } from '../execute/events.js';
import { naming } from './naming.js';
import type { PartialRecords } from '../store/partial.js';
import type { DoneTrial, StoredRecord } from '../store/result.js';
import { seedsOfTrial } from './seeds.js';

/** What data throws is bad input. */
const THREW = { code: 'dataset/threw', kind: 'input' } as const;

export interface TrialContext {
  readonly plan: Plan;
  readonly runtime: string;
  readonly signal: AbortSignal | undefined;
  dataset(trial: Trial): Promise<Dataset>;
  /** Told what is odd about the trial, before its work starts. */
  warn(message: string): void;
  /** Opens what an earlier run has found of this trial's attacks. */
  partial(of: Clean): Promise<PartialRecords>;
  /** Told before an attack goes on from what is known of it, `share` of this trial. */
  resumed(attack: string, known: number, examples: number, share: number): void;
  /** Keeps a picture and answers its path in the run folder. */
  keep(picture: Picture): Promise<string>;
  /** `done` is the share of this trial. */
  progress(phase: Phase, done: number, message: string): void;
}

/** Runs one trial: data, model, clean accuracy, attacks, analyses. Whatever fails, the model is disposed of. */
export async function runTrial(
  trial: Trial,
  { plan, runtime, signal, dataset: open, warn, partial: openPartial, resumed, keep, progress }: TrialContext,
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
  const dataset = await naming(data, () => open(trial), THREW);
  const wholeFor = analyses.find(({ definition }) => definition.needs.includes('data'))?.name;
  for (const attack of attacks) oddBudgets(attack, dataset).forEach(warn);
  const evaluation = evaluationOf(dataset, settings.evaluate, {
    load: (work) => naming(data, work, THREW),
    ...(wholeFor === undefined ? {} : { wholeFor }),
    ...(signal ? { signal } : {}),
  });
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
    const clean = await naming(`model '${name}'`, () => cleanAccuracy(name, model, evaluation.chunks(), signal));
    finish('evaluation');

    const records: StoredRecord[] = [];
    const handles: AttackHandle[] = [];
    const partial = await openPartial(clean);
    step++;
    try {
      for (const one of attacks) {
        const at = step++;
        const attacked = (count: number): void =>
          progress('attacks', (at + count / evaluation.count) / steps, `${name}: ${one.name}`);
        const known = partial.known(one.name).size;
        if (known > 0) resumed(one.name, known, evaluation.count, known / evaluation.count / steps);
        attacked(known);
        const { handle, records: found } = await naming(`attack '${one.name}' on model '${name}'`, () =>
          runAttack(one, model, evaluation.chunks(), { seed: seeds.attacks, signal, partial, progress: attacked }),
        );
        handles.push(handle);
        for (const record of found) records.push(stored(one.name, record));
        finish('attacks');
      }
    } finally {
      partial.close();
    }

    const tables: { name: string; rows: TableRow[] }[] = [];
    for (const analysis of analyses) {
      const at = step++;
      const analysed = (done: number): void => progress('analyses', (at + done) / steps, `${name}: ${analysis.name}`);
      analysed(0);
      const rows = await naming(`analysis '${analysis.name}'`, () =>
        analyse(analysis, {
          dataset,
          evaluation,
          model,
          attacks: handles,
          random: seeds.analysis(analysis.name),
          signal,
          keep,
          checkpoints: () =>
            checkpointsOf((checkpoint) => buildModel(chosen.definition, chosen.params, { ...context, checkpoint })),
          progress: analysed,
        }),
      );
      tables.push({ name: analysis.name, rows });
      finish('analyses');
    }
    const unreadable = evaluation.unreadable();
    return {
      status: 'done',
      id: trial.id,
      model: name,
      seed,
      swept: trial.swept,
      runtime,
      engine: engineOf(model),
      started: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      phases,
      facts: model.facts ?? {},
      examples: clean.examples,
      ...(unreadable.length > 0 ? { unreadable } : {}),
      cleanAccuracy: clean.accuracy,
      ...(clean.probabilities ? { probabilities: true as const } : {}),
      attacks: records,
      analyses: tables,
    };
  } finally {
    await model.dispose?.();
  }
}
