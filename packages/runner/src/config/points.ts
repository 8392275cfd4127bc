import { suggest } from '@fragility/plugin';
import { checkExperiment } from './check.js';
import { setAt, splitPath, type Path } from './path.js';
import { throwProblems, type Locate } from './problems.js';
import type { Experiment } from './schema.js';
import type { Source } from './source.js';

/** One combination of swept values: the config as it is there. */
export interface Point {
  /** Swept values by dotted path, seeds excepted. */
  readonly swept: Readonly<Record<string, unknown>>;
  readonly experiment: Experiment;
  readonly locate: Locate;
}

/** A sweep beyond this is a slip: planning alone would take minutes. */
const MOST_TRIALS = 100_000;

const SWEPT_ROOTS = ['dataset', 'models', 'attacks', 'analyses', 'evaluate'];

/** What is wrong with a swept path, if anything: it must lead into a part that the config has. */
function wrongPath(path: string, base: Experiment): string | undefined {
  const [root = '', name, ...rest] = splitPath(path);
  const fix = (word: string, known: readonly string[]): string =>
    `there is no '${path}' to sweep: '${word}' is not known${suggest(word, known)}; known: ${known.join(', ') || 'none'}; correct the path`;
  if (!SWEPT_ROOTS.includes(root)) return fix(root, [...SWEPT_ROOTS, 'seed']);
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

/** Refuses a sweep of more trials than anyone waits for, before they are counted out. @throws FragilityError `config/sweep`. */
function checkSize({ sweep, models }: Experiment, locate: Locate): void {
  const { seed, ...axes } = sweep;
  const seeds = Array.isArray(seed) ? seed.length : (seed?.repeat ?? 1);
  const trials = Object.values(axes as Record<string, unknown[]>).reduce(
    (count, values) => count * values.length,
    seeds * Object.keys(models).length,
  );
  if (trials > MOST_TRIALS) {
    const message = `the sweep makes ${trials} trials, expected at most ${MOST_TRIALS}; sweep fewer values or seeds, or split the experiment`;
    throwProblems(
      [`${locate(['sweep', ...(seeds > MOST_TRIALS ? ['seed', 'repeat'] : [])], 'key')} ${message}`],
      'config/sweep',
    );
  }
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
  checkSize(base, source.locate);

  const combinations = axes.reduce<[string, number, unknown][][]>(
    (points, [path, values]) =>
      points.flatMap((point) =>
        (values as unknown[]).map((value, k) => [...point, [path, k, value] as [string, number, unknown]]),
      ),
    [[]],
  );
  return combinations.map((choices) => {
    const locate: Locate = (path, at) => {
      const choice =
        choices.find(([swept]) => startsWith(path, splitPath(swept))) ??
        choices.find(([swept]) => startsWith(splitPath(swept), path) && !isWritten(source.value, path));
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

const isWritten = (value: unknown, path: Path): boolean =>
  path.reduce((inner, step) => (inner as Record<string, unknown> | null | undefined)?.[step], value) !== undefined;

/** The seeds of an experiment: its own, `repeat` of them counted up, or those listed. */
export function seedsOf({ seed, sweep }: Experiment): number[] {
  if (Array.isArray(sweep.seed)) return [...new Set(sweep.seed)];
  return Array.from({ length: sweep.seed?.repeat ?? 1 }, (_, k) => seed + k);
}
