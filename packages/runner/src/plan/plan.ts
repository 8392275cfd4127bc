import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { EngineChoice } from '@fragility/model';
import { checkExperiment } from '../config/check.js';
import { sweptPathsOf } from '../config/axes.js';
import { pointsOf, seedsOf, type Point } from '../config/points.js';
import { describeProblems, throwProblems, type Locate } from '../config/problems.js';
import type { Experiment } from '../config/schema.js';
import { readSource, type ConfigSource } from '../config/source.js';
import { withBuiltIn } from '../plugins/built-in.js';
import { loadPlugins } from '../plugins/load.js';
import type { Registry } from '../plugins/registry.js';
import { identity, Prepared } from './identity.js';
import { checkReads } from './reads.js';
import { settingsOf, type Before, type Chosen, type Settings } from './settings.js';

/** One model of one point of the sweep, with one seed. */
export interface Trial {
  /** Hash of all it depends on: parameters with defaults, seed, engine, versions of the plugins it uses. */
  readonly id: string;
  readonly model: string;
  readonly seed: number;
  /** Swept values that concern this trial, by dotted path. */
  readonly swept: Readonly<Record<string, unknown>>;
  readonly settings: Settings;
  readonly chosen: Chosen<'model'>;
  /** Equal for trials that see the same data. */
  readonly data: string;
}

/** Everything that will run, checked. */
export interface Plan {
  readonly file: string;
  /** Folder of the config: plugins and relative paths start from it. */
  readonly folder: string;
  readonly experiment: Experiment;
  readonly registry: Registry;
  readonly trials: readonly Trial[];
  /** Swept paths that are not seeds, in the order of the config. */
  readonly sweptPaths: readonly string[];
  /** The config as it was written, extended and overridden: what plans it again elsewhere. */
  readonly written: unknown;
  /** Where a path of the config was written. */
  readonly locate: Locate;
  /** Settings of the first point: what the summaries of analyses are given. */
  readonly settings: Settings;
}

/** Version of this package. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

type AnyChosen = Chosen<'dataset' | 'model' | 'attack' | 'analysis'>;

/** What the results of a part depend on; prepared once for all trials that have it. */
function namer(): (part: AnyChosen, options?: unknown) => Prepared {
  const known = new WeakMap<AnyChosen, Prepared>();
  return (part, options) => {
    const { name, plugin, definition, filled } = part;
    const own =
      known.get(part) ??
      new Prepared([
        { name, part: `${plugin.source}/${definition.name}`, version: plugin.version, params: filled },
        options,
      ]);
    known.set(part, own);
    return own;
  };
}

/** What the results of a trial depend on beside its model and its seed. */
const commonOf = (
  { dataset, attacks, analyses, evaluate }: Settings,
  engine: EngineChoice,
  named: ReturnType<typeof namer>,
): Prepared =>
  new Prepared({
    runner: VERSION,
    dataset: named(dataset),
    attacks: attacks.map((attack) => named(attack, attack.options)),
    analyses: analyses.map((analysis) => named(analysis)),
    evaluate,
    engine,
  });

/** Swept paths that reach a model: all but those of other models. */
const concerns = (path: string, model: string): boolean => !path.startsWith('models.') || path.split('.')[1] === model;

/**
 * The cross product of sweep, seeds and models, every parameter of every point checked and every default filled.
 *
 * A path below `models.NAME` multiplies the trials of that model only.
 *
 * @throws FragilityError `config/…` or `plugin/…`, each line `file:line:column what, what was expected, what to do`.
 */
export async function planSource(source: ConfigSource, folder: string): Promise<Plan> {
  const structure = checkExperiment(source.value, source.locate);
  const registry = withBuiltIn(await loadPlugins(structure.plugins, folder, source));
  const points = settledPoints(source, structure, registry);
  const sweptPaths = sweptPathsOf(structure);
  const unread = checkReads(points[0]!.settings, sweptPaths);
  if (unread.length > 0) throwProblems(describeProblems(unread, source.locate), 'config/invalid');
  return {
    file: source.file,
    folder,
    experiment: structure,
    registry,
    trials: trialsOf(points, structure),
    sweptPaths,
    written: source.value,
    locate: source.locate,
    settings: points[0]!.settings,
  };
}

interface Settled extends Pick<Point, 'swept'> {
  readonly settings: Settings;
}

/** The points of the sweep with their parts chosen and checked. @throws FragilityError `config/invalid` with what is wrong at any of them. */
function settledPoints(source: ConfigSource, structure: Experiment, registry: Registry): Settled[] {
  const points: Settled[] = [];
  const wrong: string[] = [];
  const before: Before = new WeakMap();
  for (const { swept, experiment, locate, problems } of pointsOf(source, structure)) {
    const found = [...problems];
    if (experiment) points.push({ swept, settings: settingsOf(experiment, registry, found, before) });
    if (found.length > 0) wrong.push(...describeProblems(found, locate));
  }
  if (wrong.length > 0) throwProblems(wrong, 'config/invalid');
  return points;
}

/** A trial for every model and seed at every point, each once. */
function trialsOf(points: readonly Settled[], structure: Experiment): Trial[] {
  const trials = new Map<string, Trial>();
  const named = namer();
  const seeds = seedsOf(structure);
  for (const { swept: all, settings } of points) {
    const common = commonOf(settings, structure.engine, named);
    const dataset = named(settings.dataset);
    for (const seed of seeds) {
      const data = identity([dataset, seed]);
      for (const chosen of settings.models) {
        const id = identity([common, named(chosen), seed]);
        if (trials.has(id)) continue;
        const swept = Object.fromEntries(Object.entries(all).filter(([path]) => concerns(path, chosen.name)));
        trials.set(id, { id, model: chosen.name, seed, swept, settings, chosen, data });
      }
    }
  }
  return [...trials.values()];
}

/**
 * Reads and checks a config file and plans its trials; nothing is run.
 *
 * @param set overrides, `path=value` with a YAML value
 * @throws FragilityError see {@link planSource}; `config/file`, `config/syntax`, `config/override`.
 * @example (await planExperiment('theorem-1.yaml', { set: ['sweep.seed.repeat=2'] })).trials.length;
 */
export async function planExperiment(
  file: string,
  { set = [] }: { readonly set?: readonly string[] } = {},
): Promise<Plan> {
  return planSource(await readSource(file, set), dirname(resolve(file)));
}

/** The plugins of a config file; of the rest only the structure is checked. */
export async function readRegistry(file: string): Promise<Registry> {
  const source = await readSource(file);
  const { plugins } = checkExperiment(source.value, source.locate);
  return withBuiltIn(await loadPlugins(plugins, dirname(resolve(file)), source));
}
