import type { AnyAnalysis } from '@fragility/analysis';
import type { AnyAttack } from '@fragility/attack';
import type { AnyDataset } from '@fragility/dataset';
import type { AnyModel } from '@fragility/model';
import { suggest, type Kind } from '@fragility/plugin';
import { bindDefinitions, type Provider } from '../composition/definitions.js';
import { aliasOf } from '../config/aliases.js';

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

/** Several plugins offer the name. */
function ambiguous(kind: Kind, use: string, offers: readonly { readonly plugin: Loaded }[]): string {
  const names = offers.map(({ plugin }) => `'${plugin.source}/${use}'`);
  return `${kind} '${use}' is offered by ${offers.length} plugins; write use: ${names.join(' or use: ')}`;
}

/** Nobody offers the name as a part of that kind. */
function unknown(kind: Kind, use: string, plugins: readonly Loaded[]): string {
  const provided = plugins.flatMap(({ provides }) => provides);
  const known = [...new Set(provided.filter((one) => one.kind === kind).map(({ name }) => name))];
  const other = provided.find((one) => one.kind !== kind && one.name === use)?.kind;
  const hint = other ? `; '${use}' is ${/^a/.test(other) ? 'an' : 'a'} ${other}` : suggest(use, known, aliasOf);
  return `no ${kind} is named '${use}'${hint}; known: ${known.join(', ') || 'none'}; correct the name or list its package under plugins`;
}

/** The parts that plugins offer, by name. */
export function createRegistry(plugins: readonly Loaded[]): Registry {
  const definitions = bindDefinitions(plugins);
  return {
    plugins,
    find: <K extends Kind>(kind: K, use: string) => {
      const offers = definitions.named(kind, use);
      if (offers.length === 0) return { problem: unknown(kind, use, plugins) };
      if (offers.length > 1) return { problem: ambiguous(kind, use, offers) };
      return offers[0] as Part<K>;
    },
  };
}
