import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { fragility } from '../testing/command.js';
import { folder } from '../testing/folder.js';

const PLUGIN = fileURLToPath(new URL('../testing/parts.ts', import.meta.url));
const TEXT = `name: counting
plugins: ['${PLUGIN}']
dataset: { use: points, count: 4 }
models: { net: { use: threshold } }
attacks: { one: { use: step, norm: l2, budgets: [1] } }
`;

/** Events of a run with `--json`, and its exit code. */
async function events(text: string): Promise<{ code: number; told: Record<string, unknown>[] }> {
  const config = join(folder(), 'config.yaml');
  writeFileSync(config, text);
  const { code, stdout } = await fragility('run', config, '--out', folder(), '--json', '--no-figures');
  return {
    code,
    told: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

it('run --json tells how it goes, how far every attack is, and how it ended, a line each', async () => {
  const { code, told } = await events(TEXT);
  expect(code).toBe(0);
  expect(told.every(({ time }) => Date.parse(String(time)) > 0)).toBe(true);
  expect(told[0]).toMatchObject({ kind: 'start', trials: 1, reused: 0 });
  expect(told.find(({ kind }) => kind === 'trial-done')).toMatchObject({ trial: { model: 'net', seed: 0, swept: {} } });
  const counted = told.flatMap((event) => (event['counted'] ? [event['counted'] as Record<string, number>] : []));
  expect(counted.at(-1)).toMatchObject({ attack: 'one', done: 4, of: 4, judged: 4 });
  expect(told.at(-1)).toMatchObject({ kind: 'end', status: 'done', trials: 1, done: 1, failed: 0, problems: [] });
});
