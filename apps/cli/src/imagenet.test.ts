import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { main } from './main.js';
import { folder } from './testing/folder.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const DATA = process.env['FRAGILITY_TEST_DATA'] ?? join(root, '..', 'shared', 'data');
const images = join(DATA, 'imagenet', 'foolbox-20');
const found = existsSync(images);
if (!found)
  process.stderr.write(`${images} is absent: the ImageNet experiment is left out; set FRAGILITY_TEST_DATA to run it\n`);
const real = found ? describe : describe.skip;
const small = [
  'evaluate.limit=6',
  'dataset.preprocess={"resize":{"exact":[224,224]},"interpolation":"tf-bilinear"}',
  'attacks.ddn.steps=10',
  'attacks.ddn.targets=0',
  'attacks.pgd.steps=2',
  'analyses.0.pairs=2',
  'analyses.0.gradients=4',
  'analyses.0.pictures=1',
];

real('the ImageNet experiment', () => {
  it('runs on six photographs and MobileNet, and shows what it found', async () => {
    const out = folder();
    const labels = join(out, 'labels.txt');
    const lines = readdirSync(images).map((file) => `${file} ${Number(/_(\d+)\.jpg$/.exec(file)![1])}`);
    writeFileSync(labels, `${lines.join('\n')}\n`);
    const said = { stdout: '', stderr: '' };
    const stream = (name: 'stdout' | 'stderr') => ({
      write: (text: string) => void (said[name] += text),
      isTTY: false,
    });
    const overrides = [
      `dataset.folder=${images}`,
      `dataset.labels=${labels}`,
      `dataset.classes=${join(DATA, 'imagenet', 'imagenet_classes.json')}`,
      `models.mobilenet.path=${join(DATA, 'models', 'mobilenet_v1_0.75_224')}`,
      ...small,
    ].flatMap((setting) => ['--set', setting]);
    const config = join(root, 'examples', 'experiments', 'imagenet.yaml');
    const results = join(out, 'results');
    const code = await main(['run', config, '--out', results, ...overrides], {
      stdout: stream('stdout'),
      stderr: stream('stderr'),
    });
    expect({ code, stderr: said.stderr }).toEqual({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(/pgd \(L∞\): 83\.3 % clean, \d+\.\d % at .*, 0\.0 % at/);
    const html = readFileSync(join(results, 'report.html'), 'utf8');
    expect(html.match(/<img /g)).toHaveLength(4);
    expect(html).toContain('The smallest perturbation found, enlarged');
  }, 120_000);
});
