import { checkPlugin, FragilityError, isFragilityError } from '@fragility/plugin';
import { throwProblems } from '../config/problems.js';
import type { ConfigSource } from '../config/source.js';
import { codeHash, type CodeHash } from './code.js';
import { importPlugin } from './import.js';
import { placed } from './placed.js';
import { createRegistry, type Loaded, type Registry } from './registry.js';
import { resolvePlugin } from './resolve.js';
import { versionOf } from './version.js';

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The one default that is a plugin: a CommonJS build arrives wrapped in another. */
const unwrap = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !('api' in value) && 'default' in value ? value.default : value;

/**
 * Imports one plugin, found from a folder.
 *
 * @throws FragilityError naming the plugin and the remedy: `plugin/missing`, `plugin/exports`, `plugin/import`, `plugin/api`, `plugin/shape`,
 *   `plugin/definition`.
 * @example (await loadPlugin('@fragility/attacks-gradient', process.cwd())).provides.length; // 6
 */
export async function loadPlugin(specifier: string, folder: string, hash?: CodeHash): Promise<Loaded> {
  const location = resolvePlugin(specifier, folder);
  const module = await importPlugin(`plugin '${specifier}'`, location.entry);
  const { provides } = checkPlugin(unwrap(module['default']), specifier);
  return {
    source: specifier,
    version: versionOf(location, hash),
    provides: provides.map((definition) => placed(definition, location.entry)),
  };
}

/**
 * Imports the plugins of a config, found from the config's folder.
 *
 * @throws FragilityError naming file:line:column, the plugin and the remedy: `plugin/missing`, `plugin/exports`, `plugin/import`, `plugin/api`, `plugin/shape`,
 *   `plugin/definition`, `plugin/twice`.
 */
export async function loadPlugins(
  specifiers: readonly string[],
  folder: string,
  source: Pick<ConfigSource, 'locate'>,
): Promise<Registry> {
  const loaded: Loaded[] = [];
  const hash = codeHash();
  for (const [k, specifier] of specifiers.entries()) {
    const place = source.locate(['plugins', k]);
    if (specifiers.indexOf(specifier) < k)
      throwProblems([`${place} plugin '${specifier}' is listed twice; remove one`], 'plugin/twice');
    try {
      loaded.push(await loadPlugin(specifier, folder, hash));
    } catch (cause) {
      const { where, sentence, code } = isFragilityError(cause)
        ? cause
        : { where: '', sentence: reason(cause), code: 'plugin/import' };
      const of = where === specifier ? ` plugin '${specifier}':` : '';
      throw new FragilityError(`${place}${of} ${sentence}`, {
        where: 'runner/config',
        code,
        kind: 'input',
        path: ['plugins', k],
        cause,
      });
    }
  }
  return createRegistry(loaded);
}
