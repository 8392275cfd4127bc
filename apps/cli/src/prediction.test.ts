import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { main } from './main.js';
import { folder } from './testing/folder.js';

const THEOREM = fileURLToPath(new URL('../../../examples/experiments/theorem-1.yaml', import.meta.url));
const affine = [
  'dataset.dimension=10',
  'models={"interpolating":{"use":"linear","fit":{"method":"interpolate"}}}',
  'analyses=[{"use":"compression-prediction","pairs":60}]',
  'sweep={}',
].flatMap((setting) => ['--set', setting]);

it('on a linear network of ten classes, compression predicts what QR measures exactly', async () => {
  const out = folder();
  const silent = { write: () => undefined, isTTY: false };
  expect(
    await main(['run', THEOREM, '--out', out, '--no-figures', ...affine], { stdout: silent, stderr: silent }),
  ).toBe(0);
  const [head, ...rows] = readFileSync(join(out, 'tables/compression-prediction.csv'), 'utf8')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  const column = (name: string): number[] => rows.map((row) => Number(row[head!.indexOf(name)]));
  const [predicted, measured] = [column('predicted'), column('measured')];
  expect(rows).toHaveLength(60);
  measured!.forEach((value, k) => expect(value / predicted![k]!).toBeCloseTo(1, 9));
}, 60_000);
