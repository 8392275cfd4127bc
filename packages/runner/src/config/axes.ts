import { suggest, type Problem } from '@fragility/plugin';
import { aliasOf } from './aliases.js';
import { splitPath, SWEPT_ROOTS, type Path } from './path.js';
import { describeProblems, throwProblems, type Locate } from './problems.js';
import type { Experiment } from './schema.js';

/** Paths whose values go together, position by position: one of a product, or several that are zipped. */
export interface Axis {
  readonly length: number;
  readonly lists: readonly {
    /** As the config has it, with dots, and in steps. */
    readonly path: string;
    readonly steps: Path;
    readonly values: readonly unknown[];
    /** Where its values are written. */
    readonly at: Path;
  }[];
}

/** A sweep beyond this is a slip: planning alone would take minutes. */
const MOST_TRIALS = 100_000;

type Lists = Readonly<Record<string, readonly unknown[]>>;

const axisOf = (lists: Lists, at: Path): Axis => ({
  length: Math.max(...Object.values(lists).map((values) => values.length)),
  lists: Object.entries(lists).map(([path, values]) => ({
    path,
    steps: splitPath(path),
    values,
    at: [...at, path],
  })),
});

/** The axes of a sweep in the order of the config, seeds excepted. */
function axesIn({ sweep }: Experiment): Axis[] {
  return Object.entries(sweep).flatMap(([key, value]): Axis[] => {
    if (key === 'seed') return [];
    if (key !== 'zip') return [axisOf({ [key]: value as unknown[] }, ['sweep'])];
    const groups = value as Lists | readonly Lists[];
    return Array.isArray(groups)
      ? (groups as readonly Lists[]).map((group, k) => axisOf(group, ['sweep', 'zip', k]))
      : [axisOf(groups as Lists, ['sweep', 'zip'])];
  });
}

/** What is wrong with a swept path, if anything: it must lead into a part that the config has. */
function wrongPath(path: string, base: Experiment): string | undefined {
  const [root = '', name, ...rest] = splitPath(path);
  const fix = (word: string, known: readonly string[]): string =>
    `there is no '${path}' to sweep: '${word}' is not known${suggest(word, known, aliasOf)}; known: ${known.join(', ') || 'none'}; correct the path`;
  if (!SWEPT_ROOTS.includes(root)) return fix(root, [...SWEPT_ROOTS, 'seed', 'zip']);
  if (name === undefined) return `there is no '${path}' to sweep; name a value in it, as in dataset.dimension`;
  if (root === 'models' || root === 'attacks' || root === 'analyses') {
    if (!Object.hasOwn(base[root], name)) return fix(name, Object.keys(base[root]));
    if (rest.length === 0) return `there is no '${path}' to sweep; name a value in it, as in ${path}.use`;
  }
  let value: unknown = base;
  for (const step of [root, name, ...rest].slice(0, -1)) {
    value = Object.hasOwn(value as object, step) ? (value as Record<string, unknown>)[step] : undefined;
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null)
      return `there is no '${path}' to sweep: '${step}' is a single value; sweep the path up to it`;
  }
  return undefined;
}

/** Lists that are zipped and not of one length, and paths that are swept twice. */
function wrongAxes(axes: readonly Axis[], base: Experiment): Problem[] {
  const seen = new Set<string>();
  return axes.flatMap(({ lists }) =>
    lists.flatMap(({ path, values, at }) => {
      const first = lists[0]!;
      const message =
        path === 'seed' && at[1] === 'zip'
          ? `'seed' cannot be zipped: every seed is run at every point; write it beside zip`
          : seen.has(path)
            ? `'${path}' is swept twice; remove one`
            : values.length !== first.values.length
              ? `'${path}' has ${values.length} values and '${first.path}', which it is zipped with, ${first.values.length}; give as many`
              : wrongPath(path, base);
      seen.add(path);
      return message === undefined ? [] : [{ path: at, message, kind: 'unknown-key' as const }];
    }),
  );
}

/** Refuses a sweep of more trials than anyone waits for, before they are counted out. @throws FragilityError `config/sweep`. */
function checkSize(axes: readonly Axis[], { sweep: { seed }, models }: Experiment, locate: Locate): void {
  const seeds = Array.isArray(seed) ? seed.length : (seed?.repeat ?? 1);
  const trials = axes.reduce((count, { length }) => count * length, seeds * Object.keys(models).length);
  if (trials <= MOST_TRIALS) return;
  const message = `the sweep makes ${trials} trials, expected at most ${MOST_TRIALS}; sweep fewer values or seeds, or split the experiment`;
  const path = ['sweep', ...(seeds > MOST_TRIALS ? ['seed', 'repeat'] : [])];
  throwProblems([`${locate(path, 'key')} ${message}`], 'config/sweep');
}

/**
 * The axes of a sweep, checked.
 *
 * @throws FragilityError `config/sweep` for a path that does not exist or is swept twice, zipped lists of different lengths, too many trials.
 */
export function axesOf(base: Experiment, locate: Locate): Axis[] {
  const axes = axesIn(base);
  const wrong = wrongAxes(axes, base);
  if (wrong.length > 0) throwProblems(describeProblems(wrong, locate), 'config/sweep');
  checkSize(axes, base, locate);
  return axes;
}

/** Swept paths that are not seeds, in the order of the config. */
export const sweptPathsOf = (experiment: Experiment): string[] =>
  axesIn(experiment).flatMap(({ lists }) => lists.map(({ path }) => path));
