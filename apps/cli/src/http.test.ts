import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { folder } from './testing/folder.js';

const built = (path: string): string => fileURLToPath(new URL(`../../../${path}/dist/index.js`, import.meta.url));
const COMMAND = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const SECRET = 'hush-9f2c-hush';

/** Every input that the server has been asked about, in order; returns are those of a linear classifier of two classes. */
const asked: string[] = [];
let busiest = 0;
let active = 0;
const server = createServer((request, response) => {
  busiest = Math.max(busiest, ++active);
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { inputs } = JSON.parse(Buffer.concat(parts).toString()) as { inputs: number[][] };
    setTimeout(() => {
      active--;
      if (request.headers.authorization !== `Bearer ${SECRET}`) return void response.writeHead(401).end(SECRET);
      asked.push(...inputs.map((row) => row.join()));
      const sums = inputs.map((row) => row.reduce((sum, v, k) => sum + v * (k % 2 ? 1 : -1), 0));
      const answers = request.url === '/labels' ? sums.map((s) => Number(s > 0)) : sums.map((s) => [-s, s]);
      response.end(JSON.stringify({ outputs: answers }));
    }, 2);
  });
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const SQUARE = 'square: { use: square, norm: linf, budgets: [0.5, 2], queries: 60 }';
const JUMP = 'jump: { use: hop-skip-jump, norm: l2, steps: 2, window: 4 }';

/** A folder with a config of twelve points in six dimensions and a model behind `path`. */
function experiment(path: 'labels' | 'logits', attacks: readonly string[], more = ''): string {
  const config = join(folder(), 'remote.yaml');
  writeFileSync(
    config,
    `name: remote
plugins: [${['datasets/gaussian', 'models/http', 'attacks/black-box', 'attacks/gradient'].map((name) => built(`packages/${name}`)).join(', ')}]
dataset: { use: gaussian-points, dimension: 6, points: 12, classes: 2 }
models:
  remote:
    use: http
    url: ${url}/${path}
    answers: ${path}
    cache: ./answers
    headers: { Authorization: { env: FRAGILITY_TEST_KEY, prefix: 'Bearer ' } }${more}
attacks:
${attacks.map((attack) => `  ${attack}\n`).join('')}`,
  );
  return config;
}

/** Runs the built command on a config, in its folder. */
function start(config: string, command = 'run', key = SECRET) {
  const cwd = join(config, '..');
  const args =
    command === 'run' ? ['--out', join(cwd, 'out'), '--engine', 'wasm', '--debug', '--no-figures', '--jobs', '1'] : [];
  const child = spawn(process.execPath, [COMMAND, command, config, ...args], {
    cwd,
    env: { ...process.env, FRAGILITY_TEST_KEY: key },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part));
  return { child, over: once(child, 'close').then(([code]) => ({ code: code as number | null, output })) };
}
/** All text that a folder holds, names of files included. */
const allText = (path: string): string =>
  (
    readdirSync(path, { recursive: true, withFileTypes: true }) as {
      name: string;
      parentPath: string;
      isFile(): boolean;
    }[]
  )
    .map((entry) => entry.name + (entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), 'latin1') : ''))
    .join('\n');
const findings = (config: string): string[] =>
  ['attacks', 'robust-accuracy', 'robustness'].map((name) =>
    readFileSync(join(config, '..', 'out', 'tables', `${name}.csv`), 'utf8').replace(/^[0-9a-f]{16},/gm, ''),
  );

describe('a model behind HTTP', () => {
  it.each(['logits', 'labels'] as const)(
    'that answers %s is attacked, stopped by Ctrl-C, and not asked again what it answered',
    async (path) => {
      const attacks = path === 'logits' ? [SQUARE, JUMP] : [JUMP];
      const [whole, halved] = [experiment(path, attacks), experiment(path, attacks)];
      asked.length = 0;
      expect(await start(whole).over).toMatchObject({ code: 0 });
      const needed = asked.length;
      expect(new Set(asked).size).toBe(needed);

      asked.length = 0;
      const first = start(halved);
      while (asked.length < needed / 3 && first.child.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 5));
      first.child.kill('SIGINT');
      expect(await first.over).toMatchObject({ code: 1, output: expect.stringMatching(/stopped early/) });
      expect(asked.length).toBeLessThan(needed);
      const lost = 4 * 32;
      expect(await start(halved).over).toMatchObject({ code: 0 });
      expect(asked.length - new Set(asked).size).toBeLessThanOrEqual(lost);
      expect(new Set(asked).size).toBe(needed);
      expect(findings(halved)).toEqual(findings(whole));
    },
    120_000,
  );

  it('keeps its secret out of everything that is written, in success and in failure', async () => {
    const good = experiment('logits', [SQUARE]);
    const { output } = await start(good).over;
    const bad = experiment('logits', [SQUARE]);
    const refused = await start(bad, 'run', `${SECRET}-wrong`).over;
    expect(refused).toMatchObject({ code: 1, output: expect.stringMatching(/answered 401, expected 200/) });
    for (const text of [output, refused.output, allText(join(good, '..')), allText(join(bad, '..'))])
      expect(text).not.toContain(SECRET);
  }, 60_000);

  it('never asks more than its budget, runs more requests at one time than it may, or shares it with another process', async () => {
    const config = experiment('logits', [SQUARE], '\n    budget: 40\n    concurrency: 2\n    batch: 4');
    [asked.length, busiest] = [0, 0];
    const runs = [start(config), start(config)];
    const ends = await Promise.all(runs.map(({ over }) => over));
    for (const end of [...ends, await start(config).over]) expect(end.code).not.toBe(0);
    expect(asked.length).toBeLessThanOrEqual(40);
    expect(asked.length).toBeGreaterThan(30);
    expect(busiest).toBeLessThanOrEqual(2);
    expect(ends.map(({ output }) => output).join('\n')).toMatch(/queries of 40 are spent/);
  }, 60_000);

  it.each([
    [
      'logits',
      'pgd: { use: pgd, norm: linf, budgets: [0.5] }',
      /attack 'pgd' needs gradients, .* \(a server answers logits\)/,
    ],
    ['labels', SQUARE, /attack 'square' needs scores, .* \(a server answers labels\); use .* hop-skip-jump/],
  ] as const)(
    'that answers %s refuses attacks at their line, before it is asked',
    async (path, attack, message) => {
      const config = experiment(path, [JUMP, attack]);
      asked.length = 0;
      for (const command of ['plan', 'run']) {
        const { code, output } = await start(config, command).over;
        expect({ code, output }).toEqual({ code: 2, output: expect.stringMatching(message) });
        expect(output).toMatch(/remote\.yaml:13:\d+ /);
      }
      expect(asked).toEqual([]);
    },
    60_000,
  );
});
