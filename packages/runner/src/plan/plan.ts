import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { EngineChoice } from '@fragility/model';
import type { Problem } from '@fragility/plugin';
import { checkExperiment } from '../config/check.js';
import { pointsOf, seedsOf } from '../config/points.js';
import { describeProblems, throwProblems, type Locate } from '../config/problems.js';
import type { Experiment } from '../config/schema.js';
import { readSource, type Source } from '../config/source.js';
import { withBuiltIn } from '../plugins/built-in.js';
import { loadPlugins } from '../plugins/load.js';
import type { Registry } from '../plugins/registry.js';
import { identity } from './identity.js';
import { settingsOf, type Chosen, type Settings } from './settings.js';

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
  /** Where a path of the config was written. */
  readonly locate: Locate;
  /** Settings of the first point: what the summaries of analyses are given. */
  readonly settings: Settings;
}

/** Version of this package. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

const named = ({ name, plugin, definition, filled }: Chosen<'dataset' | 'model' | 'attack' | 'analysis'>): unknown => ({
  name,
  part: `${plugin.source}/${definition.name}`,
  version: plugin.version,
  params: filled,
});

function trialOf(
  settings: Settings,
  chosen: Chosen<'model'>,
  seed: number,
  swept: Record<string, unknown>,
  engine: EngineChoice,
): Trial {
  const { dataset, attacks, analyses, evaluate } = settings;
  const id = identity({
    runner: VERSION,
    dataset: named(dataset),
    model: named(chosen),
    attacks: attacks.map((attack) => [named(attack), attack.options]),
    analyses: analyses.map(named),
    evaluate,
    seed,
    engine,
  });
  return { id, model: chosen.name, seed, swept, settings, chosen, data: identity([named(dataset), seed]) };
}

/** Swept paths that reach a model: all but those of other models. */
const concerns = (path: string, model: string): boolean => !path.startsWith('models.') || path.split('.')[1] === model;

/**
 * The cross product of sweep, seeds and models, every parameter of every point checked and every default filled.
 *
 * A path below `models.NAME` multiplies the trials of that model only.
 *
 * @throws FragilityError `config/…` or `plugin/…`, each line `file:line:column what, what was expected, what to do`.
 */
export async function planSource(source: Source, folder: string): Promise<Plan> {
  const structure = checkExperiment(source.value, source.locate);
  const registry = withBuiltIn(await loadPlugins(structure.plugins, folder, source));
  const points = pointsOf(source, structure);
  const wrong: string[] = [];
  const settings = points.map(({ experiment, locate }) => {
    const found: Problem[] = [];
    const checked = settingsOf(experiment, registry, found);
    wrong.push(...describeProblems(found, locate));
    return checked;
  });
  if (wrong.length > 0) throwProblems(wrong, 'config/invalid');

  const trials = new Map<string, Trial>();
  points.forEach((point, k) => {
    for (const seed of seedsOf(structure)) {
      for (const chosen of settings[k]!.models) {
        const swept = Object.fromEntries(Object.entries(point.swept).filter(([path]) => concerns(path, chosen.name)));
        const trial = trialOf(settings[k]!, chosen, seed, swept, structure.engine);
        if (!trials.has(trial.id)) trials.set(trial.id, trial);
      }
    }
  });
  return {
    file: source.file,
    folder,
    experiment: structure,
    registry,
    trials: [...trials.values()],
    sweptPaths: Object.keys(structure.sweep).filter((path) => path !== 'seed'),
    locate: source.locate,
    settings: settings[0]!,
  };
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
