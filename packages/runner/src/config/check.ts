import { availableParallelism } from 'node:os';
import { checkParams, type Problem } from '@fragility/plugin';
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
  const { value: experiment, problems } = checkParams(experimentSchema, value);
  if (problems) throwProblems(describeProblems(problems, locate), 'config/invalid');
  const wrong = [...wrongNames(value as Record<string, unknown>), ...wrongThreads(experiment)];
  if (wrong.length > 0)
    throwProblems(
      wrong.map(({ path, message }) => `${locate(path, path[0] === 'threads' ? 'value' : 'key')} ${message}`),
      'config/invalid',
    );
  return experiment;
}

const wrongNames = (value: Record<string, unknown>): Problem[] =>
  ['models', 'attacks'].flatMap((group) =>
    Object.keys(value[group] ?? {})
      .filter((name) => !/^[A-Za-z0-9][\w-]*$/.test(name))
      .map((name) => ({
        path: [group, name],
        message: `'${name}' is not a name; use letters, digits, hyphens and underscores`,
      })),
  );

function wrongThreads({ threads = 1 }: Experiment): Problem[] {
  const cores = availableParallelism();
  const most = THREADS_PER_CORE * cores;
  const message = `threads: ${threads} given, expected at most ${most}, ${THREADS_PER_CORE} for each of the ${cores} cores here; give fewer, or leave it out for one per core`;
  return threads > most ? [{ path: ['threads'], message }] : [];
}
