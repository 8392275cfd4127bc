import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { folder } from './testing/folder.js';

const built = (path: string): string => fileURLToPath(new URL(`../../../${path}/dist/index.js`, import.meta.url));
const COMMAND = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

const POINTS = 20;
const EXPERIMENT = `name: killed
plugins:
  - ${built('packages/datasets/gaussian')}
  - ${built('packages/models/linear')}
  - ${built('packages/attacks/black-box')}
dataset: { use: gaussian-points, dimension: 20, points: ${POINTS} }
models: { exact: { use: linear } }
attacks:
  fast: { use: square, norm: linf, budgets: [0.1, 2], queries: 50 }
  slow: { use: hop-skip-jump, window: 1, steps: 8 }
`;

const config = join(folder(), 'killed.yaml');
writeFileSync(config, EXPERIMENT);

const start = (out: string) => {
  const child = spawn(process.execPath, [COMMAND, 'run', config, '--out', out, '--engine', 'wasm', '--no-figures']);
  let stdout = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part));
  return { child, over: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout })) };
};
/** Files of the store of a run, those that are being written left out. */
const kept = (out: string, kind: 'attacks' | 'trials'): string[] => {
  const path = join(out, 'store', kind);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|[\\/])[^.][^\\/]*\.jsonl?$/.test(file))
    .map((file) => join(path, file));
};
/** Examples that some attack is done with: those of `fast` come first. */
const linesKept = (out: string): number =>
  kept(out, 'attacks').reduce((count, file) => count + readFileSync(file, 'utf8').split('\n').length - 1, 0);
const findings = (out: string): string[] =>
  ['attacks', 'robust-accuracy', 'robustness'].map((name) => readFileSync(join(out, 'tables', `${name}.csv`), 'utf8'));

it('a run that is killed in an attack goes on where it was, and leaves what a whole run does', async () => {
  const [whole, killed] = [folder(), folder()];
  expect(await start(whole).over).toMatchObject({ code: 0 });

  const { child, over } = start(killed);
  while (linesKept(killed) < POINTS + 3 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGKILL');
  expect(await over).toMatchObject({ code: null });
  expect(kept(killed, 'trials')).toEqual([]);

  const { code, stdout } = await start(killed).over;
  expect(code).toBe(0);
  const known = Number(/attack 'slow' goes on, (\d+) of 20 examples/.exec(stdout)?.[1]);
  expect(known).toBeGreaterThanOrEqual(1);
  expect(known).toBeLessThan(POINTS);
  const halfALine = 1;
  expect(linesKept(killed)).toBeLessThanOrEqual(2 * POINTS + halfALine);
  expect(kept(killed, 'trials')).toHaveLength(1);
  expect(findings(killed)).toEqual(findings(whole));
}, 60_000);
