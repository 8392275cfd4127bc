import { isFragilityError } from '@fragility/numerics';
import { expectThat, type Check } from '../check.js';
import type { Definition, Plugin } from '../definition.js';
import { checkPlugin } from '../plugin.js';
import { areDescribed, areStrict, haveJsonSchema, haveValidDefaults, type ParameterCheck } from './parameters.js';

const TWO_SENTENCES = /[.!?]\s+\p{Lu}/u;

const hasSummary = ({ summary }: Definition): void => {
  expectThat(Boolean(summary?.trim()), () => 'the summary is missing');
  expectThat(
    !summary.includes('\n') && !TWO_SENTENCES.test(summary),
    () => `the summary is '${summary}', expected one sentence on one line`,
  );
};

/**
 * Everything a plugin package must do, as named checks on what it exports by default: api, names, summaries, and parameters that are
 * described, strict, valid by default and representable as JSON Schema. What a definition does is checked by the kit of its kind.
 *
 * @example
 * const verdicts = await runChecks(pluginChecks(plugin));
 */
export function pluginChecks(plugin: unknown): Check[] {
  const fails = (...codes: string[]): void => {
    try {
      checkPlugin(plugin, 'plugin');
    } catch (error) {
      if (!isFragilityError(error) || codes.includes(error.code)) throw error;
    }
  };
  const each = (name: string, check: ParameterCheck): Check => ({
    name,
    run: async () => {
      for (const definition of (plugin as Plugin).provides) {
        try {
          check(definition);
        } catch (cause) {
          const what = cause instanceof Error ? cause.message : String(cause);
          throw new Error(`${definition.kind} '${definition.name}': ${what}`, { cause });
        }
      }
    },
  });
  return [
    { name: 'is a plugin of this api', run: async () => fails('plugin/shape', 'plugin/api') },
    {
      name: 'definitions have a kind, a unique well-formed name and parameters',
      run: async () => fails('plugin/definition'),
    },
    {
      name: 'provides something',
      run: async () =>
        expectThat((plugin as Plugin).provides.length > 0, () => '`provides` is empty; list the definitions'),
    },
    each('summaries are one sentence', hasSummary),
    each('unknown parameters are refused by name', areStrict),
    each('every parameter has a description', areDescribed),
    each('defaults are allowed values', haveValidDefaults),
    each('parameters have a JSON Schema', haveJsonSchema),
  ];
}
