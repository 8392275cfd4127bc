import { availableParallelism } from 'node:os';
import { checkParams, type Problem } from '@fragility/plugin';
import { aliasOf } from './aliases.js';
import { describeProblems, throwProblems, type Locate } from './problems.js';
import { experimentSchema, type Experiment } from './schema.js';

/** More threads than this share of the cores only wait for one another. */
const THREADS_PER_CORE = 4;

/** Checks the structure of a value against the config's schema. @throws FragilityError `config/invalid` with every place. */
export function checkExperiment(value: unknown, locate: Locate): Experiment {
  if (value === undefined || value === null) {
    const keys = 'name, plugins, dataset and models';
    throwProblems([`${locate([])} the config is empty, expected ${keys}; add them`], 'config/invalid');
  }
  const { value: experiment, problems } = checkParams(experimentSchema, value, aliasOf);
  if (problems) throwProblems(describeProblems(problems, locate), 'config/invalid');
  const wrong = [
    ...wrongNames(value as Record<string, unknown>),
    ...wrongThreads(experiment),
    ...wrongSeeds(experiment),
  ];
  if (wrong.length > 0) throwProblems(describeProblems(wrong, locate), 'config/invalid');
  return {
    ...experiment,
    sweep: inOrderOf(experiment.sweep, (value as Record<string, object | undefined>)['sweep'] ?? {}),
  };
}

/** The axes as the config has them in order, which the schema does not keep. */
const inOrderOf = (sweep: Experiment['sweep'], written: object): Experiment['sweep'] =>
  Object.fromEntries(Object.keys(written).map((key) => [key, sweep[key]])) as Experiment['sweep'];

const wrongNames = (value: Record<string, unknown>): Problem[] =>
  ['models', 'attacks'].flatMap((group) =>
    Object.keys(value[group] ?? {})
      .filter((name) => !/^[A-Za-z0-9][\w-]*$/.test(name))
      .map((name) => ({
        path: [group, name],
        kind: 'unknown-key' as const,
        message: `'${name}' is not a name; use letters, digits, hyphens and underscores`,
      })),
  );

function wrongThreads({ threads = 1 }: Experiment): Problem[] {
  const cores = availableParallelism();
  const most = THREADS_PER_CORE * cores;
  const message = `threads: ${threads} given, expected at most ${most}, ${THREADS_PER_CORE} for each of the ${cores} cores here; give fewer, or leave it out for one per core`;
  return threads > most ? [{ path: ['threads'], message }] : [];
}

function wrongSeeds({ seed, sweep }: Experiment): Problem[] {
  if (Array.isArray(sweep.seed) || sweep.seed === undefined) return [];
  const fits = seed <= Number.MAX_SAFE_INTEGER - (sweep.seed.repeat - 1);
  const message = `${sweep.seed.repeat} seeds from ${seed} on given, expected none beyond ${Number.MAX_SAFE_INTEGER}, where whole numbers are rounded; start lower`;
  return fits ? [] : [{ path: ['sweep', 'seed', 'repeat'], message }];
}
