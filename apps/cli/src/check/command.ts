import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { isFragilityError, type Check } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import { loadPlugin, resolvePlugin } from '@fragility/runner';
import type { Io } from '../terminal/io.js';
import { kitOf } from './kits.js';
import { placeIn } from './place.js';
import { readProblems } from './problems.js';

export interface CheckFlags {
  readonly problems?: string;
}

/** `plugin.ts` means the file where there is one, else the package. */
const specifierOf = (plugin: string): string =>
  !isAbsolute(plugin) && /\.[cm]?[jt]s$/.test(plugin) && existsSync(plugin) ? resolve(plugin) : plugin;

const HINT =
  'parameters are the defaults, models and analyses see made-up data (inputs of shape [16], 3 classes); give others with --problems\n';

function detailOf(error: unknown, folder: string): string {
  const place = isFragilityError(error) && error.file !== undefined ? undefined : placeIn(folder, error);
  return `${error instanceof Error ? error.message : String(error)}${place === undefined ? '' : ` (${place})`}`;
}

/**
 * `fragility check`: the conformance checks of everything that a plugin provides.
 *
 * @returns 0 where every check passes, 1 where one does not
 * @throws FragilityError where the plugin or the file of problems cannot be loaded.
 */
export async function checkCommand(
  plugin: string,
  { problems: file }: CheckFlags,
  { stdout, signal }: Io,
): Promise<number> {
  const specifier = specifierOf(plugin);
  const folder = dirname(realpathSync(resolvePlugin(specifier, process.cwd()).entry));
  const { provides } = await loadPlugin(specifier, process.cwd());
  const problems = await readProblems(file, provides);
  let [count, failed, unasked] = [0, 0, false];

  const runAll = async (title: string, checks: readonly Check[]): Promise<number> => {
    stdout.write(`${title}\n`);
    let wrong = 0;
    let last: string | undefined;
    for (const { name, run } of checks) {
      if (signal?.aborted) break;
      count++;
      try {
        await run();
        stdout.write(`  ok    ${name}\n`);
      } catch (error) {
        wrong++;
        const detail = detailOf(error, folder);
        stdout.write(`  FAIL  ${name}${detail === last ? ', as above' : `\n        ${detail}`}\n`);
        last = detail;
      }
    }
    failed += wrong;
    return wrong;
  };

  await runAll('plugin', pluginChecks({ api: 1, provides }));
  for (const definition of provides) {
    const { kind, name } = definition;
    const given = problems.get(name);
    const wrong = await runAll(`${kind} ${name}`, await kitOf(definition, given));
    unasked ||= wrong > 0 && given === undefined;
  }
  stdout.write(`${count} checks, ${failed === 0 ? 'all passed' : `${failed} failed`}\n`);
  if (unasked) stdout.write(HINT);
  return failed > 0 || signal?.aborted ? 1 : 0;
}
