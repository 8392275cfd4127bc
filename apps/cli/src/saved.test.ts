import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { readNpy } from '@fragility/dataset/files';
import { folder } from './testing/folder.js';
import { fragility } from './testing/command.js';

const PLUGINS = ['datasets/npy', 'datasets/gaussian', 'models/linear', 'models/onnx', 'attacks/gradient'].map((name) =>
  fileURLToPath(new URL(`../../../packages/${name}/src/index.ts`, import.meta.url)),
);
const head = (name: string): string => `name: ${name}\nplugins: ${JSON.stringify(PLUGINS)}\n`;
const ATTACK = 'attacks: { pgd: { use: pgd, norm: linf, budgets: [1], steps: 5 } }\n';
const DATA = 'dataset: { use: gaussian-points, dimension: 20, points: 12 }\n';

async function run(text: string): Promise<string> {
  const [config, out] = [join(folder(), 'config.yaml'), folder()];
  writeFileSync(config, text);
  expect(await fragility('run', config, '--out', out, '--no-figures')).toMatchObject({ code: 0, stderr: '' });
  return out;
}

it('a saved model is read back by the model `onnx`, and answers what it did, to the bit', async () => {
  const model = 'models: { net: { use: linear } }\n';
  const first = await run(`${head('first')}${DATA}${model}${ATTACK}save: { examples: true, models: true }\n`);
  const [name] = readdirSync(join(first, 'models'));
  const path = join(first, 'models', name!);
  const second = await run(
    `${head('second')}${DATA}models: { net: { use: onnx, path: '${path}' } }\n${ATTACK}save: { examples: true }\n`,
  );
  const findings = (out: string): string[] =>
    readFileSync(join(out, 'tables/attacks.csv'), 'utf8')
      .split('\r\n')
      .map((line) => line.replace(/^[0-9a-f]{16},/, ''));
  expect(findings(second)).toEqual(findings(first));
  const points = (out: string): Buffer =>
    readFileSync(join(out, 'examples', readdirSync(join(out, 'examples'))[0]!, 'pgd.npy'));
  expect(points(second)).toEqual(points(first));
  const { shape } = readNpy('pgd.npy', points(first), (problem) => {
    throw new Error(JSON.stringify(problem));
  });
  expect(shape).toEqual([findings(first).filter((line) => line.includes(',fooled,')).length, 20]);
});
