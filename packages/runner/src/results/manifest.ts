import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { relative } from 'node:path';
import type { ResultStore } from '../ports/result-store.js';
import { VERSION, type Plan } from '../plan/plan.js';
import type { TrialResult } from '../store/result.js';
import { gitState } from './git.js';

export type RunStatus = 'done' | 'failed' | 'aborted';

const host = (): Manifest['host'] => ({
  platform: platform(),
  arch: arch(),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGB: Math.round(totalmem() / 2 ** 30),
});

export interface ManifestOf {
  readonly plan: Plan;
  readonly status: RunStatus;
  readonly engine: string;
  readonly store: ResultStore;
  readonly parts: ResultStore;
  readonly started: Date;
  readonly seconds: number;
  readonly results: readonly TrialResult[];
  readonly reused: ReadonlySet<string>;
}

/** What a manifest says of the whole run. */
export interface Manifest extends Readonly<Record<string, unknown>> {
  readonly versions: Readonly<Record<string, string>>;
  readonly host: Readonly<Record<string, string | number>>;
  readonly git: { readonly commit: string; readonly clean: boolean } | null;
}

/** What code a plan runs with, on what machine, and from which commit. */
export const whereRun = async ({ registry, folder }: Plan): Promise<Pick<Manifest, 'versions' | 'host' | 'git'>> => ({
  versions: {
    '@fragility/runner': VERSION,
    node: process.versions.node,
    ...Object.fromEntries(registry.plugins.map(({ source, version }) => [source, version])),
  },
  host: host(),
  git: await gitState(folder),
});

/** Everything needed to know what was run, on what, and how it went. */
export async function manifestOf({
  plan,
  status,
  engine,
  store,
  parts,
  started,
  seconds,
  results,
  reused,
}: ManifestOf): Promise<Manifest> {
  const { experiment, trials } = plan;
  const finished = new Map(results.map((result) => [result.id, result]));
  return {
    name: experiment.name,
    status,
    started: started.toISOString(),
    seconds,
    seed: experiment.seed,
    store: store.folder && parts.folder ? relative(store.folder, parts.folder) : parts.name,
    engine,
    ...(await whereRun(plan)),
    trials: trials.map(({ id, model, seed, swept }) => {
      const result = finished.get(id);
      return {
        id,
        model,
        seed,
        swept,
        status: result?.status ?? 'missing',
        ...(result ? { seconds: result.seconds, reused: reused.has(id) } : {}),
        ...(result?.status === 'done'
          ? {
              phases: result.phases,
              facts: result.facts,
              cleanAccuracy: result.cleanAccuracy,
              ...(result.unreadable ? { unreadable: result.unreadable } : {}),
              ...(result.unanswered ? { unanswered: result.unanswered } : {}),
            }
          : {}),
        ...(result?.status === 'failed' ? { phase: result.phase, error: result.error.message } : {}),
      };
    }),
  };
}
