import type { Provenance } from '@fragility/report';
import type { Plan } from '../plan/plan.js';
import type { Manifest } from './manifest.js';

/** A part of a config in a line: `mnist, train 2000`. */
const partInWords = ({ use, ...params }: Readonly<Record<string, unknown>>): string =>
  [
    String(use),
    ...Object.entries(params).map(
      ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ].join(', ');

/** Seeds in a line: `7`, `7–26 (20)`. */
function seedsInWords(seeds: readonly number[]): string {
  const own = [...new Set(seeds)].sort((a, b) => a - b);
  if (own.length < 4) return own.join(', ');
  const inRow = own.at(-1)! - own[0]! === own.length - 1;
  return inRow ? `${own[0]}–${own.at(-1)} (${own.length})` : `${own.join(', ')} (${own.length})`;
}

const commitInWords = ({ git }: Manifest): string =>
  git ? `${git.commit}${git.clean ? '' : ', with changes that are in no commit'}` : 'no repository';

const FILES = ['config.resolved.yaml', 'manifest.json', 'metrics.json'];

/** Where the results of a run come from, for its report. */
export function provenanceOf({ experiment, trials, sweptPaths }: Plan, told: Manifest): Provenance {
  const { dataset, evaluate, models, attacks } = experiment;
  const parts = (all: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string =>
    Object.entries(all)
      .map(([name, part]) => `${name}: ${partInWords(part)}`)
      .join('; ') || 'none';
  const { cpu, cores, memoryGB, platform, arch } = told.host;
  return {
    command: [
      ...(told.git ? [`git checkout ${told.git.commit}`] : []),
      `npx fragility run config.resolved.yaml --out ${experiment.name}-again`,
    ].join('\n'),
    facts: [
      { label: 'Dataset', value: partInWords(dataset) },
      {
        label: 'Evaluated',
        value: `${evaluate.split ?? 'test split, or train where there is none'}, ${evaluate.limit ?? 'all'} examples`,
      },
      { label: 'Models', value: parts(models) },
      { label: 'Attacks', value: parts(attacks) },
      ...(sweptPaths.length > 0 ? [{ label: 'Swept', value: sweptPaths.join(', ') }] : []),
      { label: 'Trials', value: `${trials.length}` },
      { label: 'Seeds', value: seedsInWords(trials.map(({ seed }) => seed)) },
      { label: 'Commit', value: commitInWords(told) },
      {
        label: 'Versions',
        value: Object.entries(told.versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', '),
      },
      { label: 'Machine', value: `${platform} ${arch}, ${cpu}, ${cores} cores, ${memoryGB} GB` },
    ],
    files: FILES,
  };
}
