import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { folder } from './testing/folder.js';

const built = (path: string): string => fileURLToPath(new URL(`../../../${path}/dist/index.js`, import.meta.url));
const COMMAND = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

const EXPERIMENT = `name: killed
plugins:
  - ${built('packages/datasets/gaussian')}
  - ${built('packages/models/linear')}
  - ${built('packages/attacks/black-box')}
dataset: { use: gaussian-points, dimension: 20 }
models: { exact: { use: linear } }
attacks:
  fast: { use: square, norm: linf, budgets: [0.1, 2], queries: 50 }
  slow: { use: hop-skip-jump, window: 1, steps: 8 }
`;

const config = join(folder(), 'killed.yaml');
writeFileSync(config, EXPERIMENT);

const start = (out: string) => {
  const child = spawn(process.execPath, [COMMAND, 'run', config, '--out', out, '--engine', 'wasm']);
  let stdout = '';
  child.stdout.on('data', (part: Buffer) => (stdout += part));
  return { child, over: once(child, 'close').then(([code]) => ({ code: code as number | null, stdout })) };
};
const trials = (out: string): string[] => {
  try {
    return readdirSync(join(out, 'trials')).filter((file) => !file.startsWith('.'));
  } catch {
    return [];
  }
};
const slowLines = (out: string): number =>
  trials(out).reduce(
    (count, file) => count + readFileSync(join(out, 'trials', file), 'utf8').split('"attack":"slow"').length - 1,
    0,
  );
/** The trial's file, without times. */
const findings = (out: string): string =>
  readFileSync(join(out, 'trials', trials(out)[0]!), 'utf8').replace(
    /"(started|seconds|phases)":("[^"]*"|\{[^}]*\}|[^,]*)/g,
    '"$1":0',
  );

it('a run that is killed in an attack goes on where it was, and leaves what a whole run does', async () => {
  const [whole, killed] = [folder(), folder()];
  expect(await start(whole).over).toMatchObject({ code: 0 });

  const { child, over } = start(killed);
  while (slowLines(killed) < 3 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGKILL');
  expect(await over).toMatchObject({ code: null });
  expect(trials(killed)).toEqual([expect.stringMatching(/\.partial\.jsonl$/)]);

  const { code, stdout } = await start(killed).over;
  expect(code).toBe(0);
  expect(stdout).toContain("exact, seed 0: attack 'fast' goes on, 20 of 20 examples are known from an earlier run\n");
  const known = Number(/attack 'slow' goes on, (\d+) of 20 examples/.exec(stdout)?.[1]);
  expect(known).toBeGreaterThanOrEqual(1);
  expect(known).toBeLessThan(20);
  expect(trials(killed)).toEqual(trials(whole));
  expect(findings(killed)).toBe(findings(whole));
}, 60_000);
