import { problems, suggest, type Problem } from '@fragility/plugin';
import { setAt, splitPath, type Path } from './path.js';
import { describeProblems, throwProblems, type Locate } from './problems.js';
import { experimentSchema, type Experiment } from './schema.js';
import type { Source } from './source.js';

/** One combination of swept values: the config as it is there. */
export interface Point {
  /** Swept values by dotted path, seeds excepted. */
  readonly swept: Readonly<Record<string, unknown>>;
  readonly experiment: Experiment;
  readonly locate: Locate;
}

const SWEPT_ROOTS = ['dataset', 'models', 'attacks', 'analyses', 'evaluate'];

/** Checks the structure of a value against the config's schema. @throws FragilityError `config/invalid` with every place. */
export function checkExperiment(value: unknown, locate: Locate): Experiment {
  const parsed = experimentSchema.safeParse(value ?? {});
  if (!parsed.success)
    throwProblems(describeProblems(problems(experimentSchema, value ?? {}, parsed.error), locate), 'config/invalid');
  const { models, attacks } = parsed.data;
  const wrong: Problem[] = Object.entries({ models, attacks }).flatMap(([group, parts]) =>
    Object.keys(parts)
      .filter((name) => !/^[A-Za-z0-9][\w-]*$/.test(name))
      .map((name) => ({
        path: [group, name],
        message: `'${name}' is not a name; use letters, digits, hyphens and underscores`,
      })),
  );
  if (wrong.length > 0)
    throwProblems(
      wrong.map(({ path, message }) => `${locate(path, 'key')} ${message}`),
      'config/invalid',
    );
  return parsed.data;
}

/** What is wrong with a swept path, if anything: it must lead into a part that the config has. */
function wrongPath(path: string, base: Experiment): string | undefined {
  const [root = '', name, ...rest] = splitPath(path);
  const fix = (word: string, known: readonly string[]): string =>
    `there is no '${path}' to sweep: '${word}' is not known${suggest(word, known)}; known: ${known.join(', ') || 'none'}`;
  if (!SWEPT_ROOTS.includes(root)) return fix(root, [...SWEPT_ROOTS.map((one) => `${one}.…`), 'seed']);
  if (name === undefined) return `there is no '${path}' to sweep; name a value in it, as in dataset.dimension`;
  if (root === 'models' || root === 'attacks' || root === 'analyses') {
    if (!Object.hasOwn(base[root], name)) return fix(name, Object.keys(base[root]));
    if (rest.length === 0) return `there is no '${path}' to sweep; name a value in it, as in ${path}.use`;
  }
  let value: unknown = base;
  for (const step of [root, name, ...rest].slice(0, -1)) {
    value = (value as Record<string, unknown>)[step];
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null)
      return `there is no '${path}' to sweep: '${step}' is a single value; sweep the path up to it`;
  }
  return undefined;
}

/**
 * Every combination of the swept values (seeds excepted), the last path varying fastest.
 *
 * @throws FragilityError `config/sweep` for a path that does not exist, `config/invalid` for a value that does not fit.
 */
export function pointsOf(source: Source, base: Experiment): Point[] {
  const axes = Object.entries(base.sweep).filter(([path]) => path !== 'seed');
  const wrong = axes.flatMap(([path]) => {
    const message = wrongPath(path, base);
    return message === undefined ? [] : [`${source.locate(['sweep', path], 'key')} ${message}`];
  });
  if (wrong.length > 0) throwProblems(wrong, 'config/sweep');

  const combinations = axes.reduce<[string, number, unknown][][]>(
    (points, [path, values]) =>
      points.flatMap((point) =>
        (values as unknown[]).map((value, k) => [...point, [path, k, value] as [string, number, unknown]]),
      ),
    [[]],
  );
  return combinations.map((choices) => {
    const locate: Locate = (path, at) => {
      const choice = choices.find(([swept]) => startsWith(path, splitPath(swept)));
      return choice
        ? source.locate(['sweep', choice[0], choice[1], ...path.slice(splitPath(choice[0]).length)], at)
        : source.locate(path, at);
    };
    const value = choices.reduce((config, [path, , chosen]) => setAt(config, splitPath(path), chosen), source.value);
    return {
      swept: Object.fromEntries(choices.map(([path, , chosen]) => [path, chosen])),
      experiment: checkExperiment(value, locate),
      locate,
    };
  });
}

const startsWith = (path: Path, start: Path): boolean => start.every((step, k) => String(step) === String(path[k]));

/** The seeds of an experiment: its own, `repeat` of them counted up, or those listed. */
export function seedsOf({ seed, sweep }: Experiment): number[] {
  if (Array.isArray(sweep.seed)) return [...new Set(sweep.seed)];
  return Array.from({ length: sweep.seed?.repeat ?? 1 }, (_, k) => seed + k);
}
