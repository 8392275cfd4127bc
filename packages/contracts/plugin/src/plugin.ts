import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import { isSchema } from './schema/schema.js';
import { API, type Definition, type Plugin } from './definition.js';

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const KINDS = ['dataset', 'model', 'attack', 'analysis'];

/** The function that makes a definition of each kind one. */
const METHOD = { dataset: 'open', model: 'build', attack: 'create', analysis: 'run' } as const;

/**
 * What a plugin package exports by default: plain data, nothing registered on import.
 *
 * @throws FragilityError `plugin/definition` for a wrong api, a malformed or repeated name.
 * @example definePlugin({ api: 1, provides: [fgsm, pgd] }).api; // 1
 */
export const definePlugin = /* @__NO_SIDE_EFFECTS__ */ (plugin: Plugin): Plugin => checkPlugin(plugin, 'plugin');

/**
 * Checks that a value imported from a package is a plugin of this api.
 *
 * @throws FragilityError `plugin/shape`, `plugin/api` or `plugin/definition`, naming the package.
 * @example checkPlugin(plugin, 'a package').provides.map(({ name }) => name); // ['fgsm', 'bim', 'mi-fgsm', 'pgd', 'apgd', 'apgd-t']
 */
export function checkPlugin(value: unknown, source: string): Plugin {
  const fail = (message: ErrorMessage, code: string): never => {
    throw new FragilityError(message, { where: source, code: `plugin/${code}`, kind: 'input' });
  };
  const plugin = value as Partial<Plugin> | null | undefined;
  if (typeof plugin !== 'object' || plugin === null || !('api' in plugin)) {
    return fail(
      {
        given: 'the default export is not a plugin',
        remedy: 'export default definePlugin({ api: 1, provides: [...] })',
      },
      'shape',
    );
  }
  if (plugin.api !== API) {
    fail(
      {
        given: `the plugin speaks api ${String(plugin.api)}, this version speaks api ${API}`,
        remedy: 'install a matching version',
      },
      'api',
    );
  }
  if (!Array.isArray(plugin.provides))
    return fail({ given: '`provides` is not a list', remedy: 'list the definitions' }, 'shape');
  const seen = new Set<string>();
  for (const definition of plugin.provides as Definition[]) {
    const { kind, name } = definition ?? {};
    if (!KINDS.includes(kind))
      fail(
        {
          given: `definition '${name}' has kind ${String(kind)}`,
          expected: KINDS.join(' | '),
          remedy: 'use defineX()',
        },
        'definition',
      );
    if (typeof name !== 'string' || !NAME.test(name))
      fail({ given: `'${name}' is not a name`, remedy: 'use lower-case words joined by hyphens' }, 'definition');
    if (seen.has(`${kind}/${name}`))
      fail({ given: `two definitions are named ${kind} '${name}'`, remedy: 'rename one' }, 'definition');
    if (!isSchema(definition.params))
      fail(
        {
          given: `'${name}' has no params`,
          expected: 'a strict object of valibot or zod',
          remedy: 'pass strictObject({}) for none',
        },
        'definition',
      );
    const method = METHOD[kind];
    if (typeof (definition as unknown as Record<string, unknown>)[method] !== 'function')
      fail(
        {
          given: `${kind} '${name}' has no function ${method}()`,
          expected: 'one',
          remedy: 'use defineX() of its contract',
        },
        'definition',
      );
    const { columns } = definition as { readonly columns?: unknown };
    if (kind === 'analysis' && (typeof columns !== 'object' || columns === null))
      fail(
        {
          given: `analysis '${name}' has no columns`,
          expected: 'those of its rows',
          remedy: 'declare them, {} for none',
        },
        'definition',
      );
    seen.add(`${kind}/${name}`);
  }
  return plugin as Plugin;
}
