import type { AnyAnalysis } from '@fragility/analysis';
import type { AnyAttack } from '@fragility/attack';
import type { AnyDataset } from '@fragility/dataset';
import type { AnyModel } from '@fragility/model';
import { suggest, type Definition, type Kind } from '@fragility/plugin';
import { createContainer, type Provider } from './container.js';

/** A plugin as it was loaded. */
export interface Loaded extends Provider {
  /** Version of the package; of code that changes without one, also a hash. */
  readonly version: string;
}

export interface DefinitionOf {
  readonly dataset: AnyDataset;
  readonly model: AnyModel;
  readonly attack: AnyAttack;
  readonly analysis: AnyAnalysis;
}

/** A definition, and the plugin it comes from. */
export interface Part<K extends Kind = Kind> {
  readonly definition: DefinitionOf[K];
  readonly plugin: Loaded;
}

export interface Registry {
  readonly plugins: readonly Loaded[];
  /** The part that `use` names: a name that is unique among its kind, or `package/name`; otherwise what is wrong. */
  find<K extends Kind>(kind: K, use: string): Part<K> | { readonly problem: string };
}

const offers = (plugin: Loaded, kind: Kind, name: string): boolean =>
  plugin.provides.some((definition: Definition) => definition.kind === kind && definition.name === name);

export function createRegistry(plugins: readonly Loaded[]): Registry {
  const container = createContainer(plugins);
  const namesOf = (kind: Kind): string[] => [
    ...new Set(plugins.flatMap(({ provides }) => provides.filter((one) => one.kind === kind).map(({ name }) => name))),
  ];
  return {
    plugins,
    find: <K extends Kind>(kind: K, use: string) => {
      const owners = plugins.filter((plugin) => offers(plugin, kind, use));
      if (owners.length > 1) {
        const names = owners.map(({ source }) => `'${source}/${use}'`);
        return {
          problem: `${kind} '${use}' is offered by ${owners.length} plugins; write use: ${names.join(' or use: ')}`,
        };
      }
      const plugin =
        owners[0] ?? plugins.find(({ source, provides }) => provides.some(({ name }) => use === `${source}/${name}`));
      const definition = plugin && container.find(kind, owners[0] ? `${plugin.source}/${use}` : use);
      if (plugin && definition) return { plugin, definition: definition as DefinitionOf[K] };
      const known = namesOf(kind);
      const other = (['dataset', 'model', 'attack', 'analysis'] as const).find(
        (one) => one !== kind && namesOf(one).includes(use),
      );
      const hint = other ? `; '${use}' is ${/^a/.test(other) ? 'an' : 'a'} ${other}` : suggest(use, known);
      return {
        problem: `no ${kind} is named '${use}'${hint}; known: ${known.join(', ') || 'none'}; correct the name or list its package under plugins`,
      };
    },
  };
}
