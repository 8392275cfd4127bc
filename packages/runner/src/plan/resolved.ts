import { parse, stringify } from 'yaml';
import type { Chosen } from './settings.js';
import type { Plan } from './plan.js';

const part = ({ use, filled }: Chosen<'dataset' | 'model' | 'attack' | 'analysis'>): Record<string, unknown> => ({
  use,
  ...filled,
});

/** The config with every default filled, as YAML; swept values are those of the first point. */
export function resolvedConfig({ file, experiment, settings }: Plan): string {
  const { name, description, seed, engine, threads, plugins, sweep, evaluate, robustness, save } = experiment;
  const byName = <T extends { name: string }>(list: readonly T[], show: (one: T) => unknown): Record<string, unknown> =>
    Object.fromEntries(list.map((one) => [one.name, show(one)]));
  const resolved = {
    name,
    ...(description === undefined ? {} : { description }),
    seed,
    engine,
    ...(threads === undefined ? {} : { threads }),
    plugins,
    dataset: part(settings.dataset),
    models: byName(settings.models, part),
    ...(settings.attacks.length > 0
      ? { attacks: byName(settings.attacks, (attack) => ({ ...part(attack), ...attack.options })) }
      : {}),
    ...(Object.keys(evaluate).length > 0 ? { evaluate } : {}),
    ...(settings.analyses.length > 0 ? { analyses: settings.analyses.map(part) } : {}),
    ...(robustness ? {} : { robustness }),
    ...(save.examples || save.models ? { save } : {}),
    ...(Object.keys(sweep).length > 0 ? { sweep } : {}),
  };
  return `# ${file.replace(/^.*[\\/]/, '')}, every default filled; plugins and paths start from that file's folder\n${stringify(resolved, { aliasDuplicateObjects: false })}`;
}

/**
 * The values of a resolved config, from its text.
 *
 * @example readResolved('name: mine\n'); // { name: 'mine' }
 */
export const readResolved = (text: string): unknown => parse(text) as unknown;
