import type { AttackOptions } from '@fragility/attack';
import { checkParams, describeThrown, fieldsOf, unknownKey, type Kind, type Problem } from '@fragility/plugin';
import { aliasOf } from '../config/aliases.js';
import { ATTACK_KEYS, type Experiment, type Targeted } from '../config/schema.js';
import { DEFAULT_ANALYSIS } from '../plugins/built-in.js';
import type { DefinitionOf, Loaded, Registry } from '../plugins/registry.js';

/** A part of an experiment with its parameters checked. */
export interface Chosen<K extends Kind> {
  /** Name in the config; an analysis has the name of its table. */
  readonly name: string;
  readonly use: string;
  readonly plugin: Loaded;
  readonly definition: DefinitionOf[K];
  /** As written: the hosts check them again. */
  readonly params: Readonly<Record<string, unknown>>;
  /** With every default filled. */
  readonly filled: Readonly<Record<string, unknown>>;
}

export interface ChosenAttack extends Chosen<'attack'> {
  readonly options: Pick<AttackOptions, 'norm' | 'window' | 'stopOnSuccess' | 'timeLimit'> & {
    readonly budgets?: readonly number[];
    /** Left out where the attack is untargeted. */
    readonly criterion?: { readonly targeted: Targeted };
  };
}

/** The parts of one point of the sweep. */
export interface Settings {
  readonly dataset: Chosen<'dataset'>;
  readonly models: readonly Chosen<'model'>[];
  readonly attacks: readonly ChosenAttack[];
  readonly analyses: readonly Chosen<'analysis'>[];
  readonly evaluate: Experiment['evaluate'];
}

type Written = { readonly use: string } & Readonly<Record<string, unknown>>;
type Path = Problem['path'];

const without = (value: Written, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Parts that were chosen before, by what is written of them: points of a sweep share most. */
export type Before = WeakMap<object, unknown>;

/**
 * Finds every part and checks its parameters; whatever is wrong is added to `found`.
 *
 * @param before what was chosen at other points, whose problems are told already
 */
export function settingsOf(
  experiment: Experiment,
  registry: Registry,
  found: Problem[],
  before: Before = new WeakMap(),
): Settings {
  const once = <T>(written: object, make: () => T): T => {
    if (!before.has(written)) before.set(written, make());
    return before.get(written) as T;
  };
  function choose<K extends Kind>(
    kind: K,
    name: string,
    written: Written,
    path: Path,
    reserved: readonly string[],
  ): Chosen<K> | undefined {
    const part = registry.find(kind, written.use);
    if ('problem' in part) {
      found.push({ path: [...path, 'use'], message: part.problem });
      return undefined;
    }
    const { definition, plugin } = part;
    const params = without(written, reserved);
    const { value, problems } = checkParams(definition.params, params, aliasOf);
    if (problems) {
      const known = [...Object.keys(fieldsOf(definition.params)), ...reserved.slice(1)];
      for (const problem of problems) {
        const own = problem.kind === 'unknown-key' && problem.path.length === 1;
        const message = own ? unknownKey(String(problem.path[0]), known, aliasOf) : problem.message;
        found.push({ ...problem, path: [...path, ...problem.path], message });
      }
      return undefined;
    }
    return { name, use: written.use, plugin, definition, params, filled: isPlain(value) ? value : params };
  }

  const all = <T>(list: readonly (T | undefined)[]): T[] => list.filter((one) => one !== undefined);
  const dataset = once(experiment.dataset, () =>
    choose('dataset', 'dataset', experiment.dataset, ['dataset'], ['use']),
  );
  const models = Object.entries(experiment.models).map(([name, model]) =>
    once(model, () => choose('model', name, model, ['models', name], ['use'])),
  );
  const attacks = Object.entries(experiment.attacks).map(([name, attack]) =>
    once(attack, () => {
      const path = ['attacks', name];
      const chosen = choose('attack', name, attack, path, ATTACK_KEYS);
      return chosen && checkAttack(chosen, attack, path, found);
    }),
  );
  const uses = new Map<string, number>();
  const analyses = withDefault(experiment).map((analysis, k) => {
    const chosen = once(analysis, () => {
      const one = choose('analysis', analysis.use, analysis, ['analyses', k], ['use']);
      if (one?.definition.needs.includes('attacks') && Object.keys(experiment.attacks).length === 0) {
        found.push({
          path: ['analyses', k],
          message: `analysis '${analysis.use}' needs attacks and none is configured; add one under attacks`,
        });
      }
      return one && { ...one, name: one.definition.name };
    });
    if (!chosen) return undefined;
    if (Object.keys(experiment.attacks).length > 0) found.push(...unusable(chosen, attacks, ['analyses', k]));
    const { name } = chosen;
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    return use === 1 ? chosen : { ...chosen, name: `${name}-${use}` };
  });
  return {
    dataset: dataset as Chosen<'dataset'>,
    models: all(models),
    attacks: all(attacks),
    analyses: all(analyses),
    evaluate: experiment.evaluate,
  };
}

/** What is wrong where an analysis can use none of the attacks. */
function unusable(
  { definition: { name, uses } }: Chosen<'analysis'>,
  attacks: readonly (ChosenAttack | undefined)[],
  path: Path,
): Problem[] {
  const { norm, goal } = uses ?? {};
  const fits = (one: ChosenAttack | undefined): boolean =>
    !one || ((norm ?? one.options.norm) === one.options.norm && (goal ?? one.definition.goal) === one.definition.goal);
  if (uses === undefined || attacks.some(fits)) return [];
  const kind =
    goal === undefined ? 'an attack' : goal === 'smallest' ? 'a smallest-norm attack' : 'a fixed-budget attack';
  const message = `analysis '${name}' needs ${kind}${norm === undefined ? '' : ` in norm ${norm}`} and none is configured; add one under attacks`;
  return [{ path, message }];
}

const DEFAULT = { use: DEFAULT_ANALYSIS };

/** The analyses of an experiment, robust accuracies of its attacks among them unless it says otherwise. */
function withDefault({ analyses, attacks, robustness }: Experiment): Experiment['analyses'] {
  const named = analyses.some(({ use }) => use === DEFAULT_ANALYSIS || DEFAULT_ANALYSIS.endsWith(`/${use}`));
  const wanted = robustness && !named && Object.keys(attacks).length > 0;
  return wanted ? [...analyses, DEFAULT] : analyses;
}

function checkAttack(
  chosen: Chosen<'attack'>,
  written: Experiment['attacks'][string],
  path: Path,
  found: Problem[],
): ChosenAttack {
  const { definition, name } = chosen;
  const { budgets, window, stopOnSuccess, timeLimit, criterion = 'untargeted' } = written;
  const norm = written.norm ?? definition.norms[0]!;
  if (!definition.norms.includes(norm)) {
    const message = `attack '${definition.name}' does not work in norm '${norm}', expected ${definition.norms.join(' | ')}; choose one of these`;
    found.push({ path: [...path, 'norm'], message });
  }
  const supported = definition.criteria ?? ['untargeted', 'targeted'];
  if (criterion === 'untargeted' && !supported.includes('untargeted')) {
    const message = `attack '${definition.name}' needs targets; add criterion: { targeted: next }, or least-likely, random or a class`;
    found.push({ path: [...path, written.criterion === undefined ? 'use' : 'criterion'], message });
  }
  if (criterion !== 'untargeted' && !supported.includes('targeted')) {
    const message = `attack '${definition.name}' cannot aim at a class, expected criterion: untargeted; leave it out or choose another attack`;
    found.push({ path: [...path, 'criterion'], message });
  }
  if (definition.goal === 'fixed-budget' && budgets === undefined) {
    found.push({
      path,
      message: `attack '${name}' works within a given budget and has none; add budgets: [...], in the units of the inputs`,
    });
  }
  const descending = budgets?.findIndex((budget, k) => k > 0 && budget <= budgets[k - 1]!) ?? -1;
  if (descending > 0) {
    found.push({
      path: [...path, 'budgets', descending],
      message: `budgets of '${name}' are not ascending (${budgets!.join(', ')}); sort them, each once`,
    });
  }
  try {
    definition.create(chosen.filled);
  } catch (cause) {
    found.push({
      path: [...path, 'use'],
      message: `attack '${definition.name}' throws on creation: ${describeThrown(cause).message}; correct its parameters or the plugin`,
    });
  }
  return {
    ...chosen,
    options: {
      norm,
      ...(budgets === undefined ? {} : { budgets }),
      ...(window === undefined ? {} : { window }),
      ...(stopOnSuccess === undefined ? {} : { stopOnSuccess }),
      ...(criterion === 'untargeted' ? {} : { criterion }),
      ...(timeLimit === undefined ? {} : { timeLimit }),
    },
  };
}
