import type { Schema } from './schema/schema.js';

/** The kinds of part an experiment is made of. */
export type Kind = 'dataset' | 'model' | 'attack' | 'analysis';

/** What every definition says of itself, whatever its kind. */
export interface Definition<K extends Kind = Kind, P extends Schema = Schema> {
  readonly kind: K;
  /** Lower-case words joined by hyphens, unique within the plugin: `pgd`, `gaussian-points`. */
  readonly name: string;
  /** One sentence for lists. */
  readonly summary: string;
  /** A strict object of zod, valibot or another library of Standard Schemas: each parameter with a description and, where sensible, a default. */
  readonly params: P;
  /**
   * Files and folders whose content the part depends on, relative to the folder of the config or absolute: where it changes, the part is done
   * anew. Default: all that parameters name.
   */
  files?(
    params: Readonly<Record<string, unknown>>,
    context: { readonly folder: string },
  ): readonly string[] | Promise<readonly string[]>;
}

/** What a plugin package exports by default. */
export interface Plugin {
  readonly api: 1;
  readonly provides: readonly Definition[];
}

/** Version of the plugin interface that this package speaks. */
export const API = 1;
