import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { main } from './main.js';
import { folder } from './testing/folder.js';

/** A network of whole numbers, as onnxruntime.quantization.quantize_static writes it. */
const MODEL = fileURLToPath(new URL('../../../packages/models/onnx/src/testing/quantised.onnx', import.meta.url));

const PLUGINS = ['datasets/mnist', 'models/onnx', 'attacks/gradient'].map((name) =>
  fileURLToPath(new URL(`../../../packages/${name}/src/index.ts`, import.meta.url)),
);

const experiment = (quantisation: string): string => `name: quantised
plugins: ${JSON.stringify(PLUGINS)}
dataset: { use: mnist, train: 0, test: 10 }
models: { net: { use: onnx, path: '${MODEL}', quantisation: ${quantisation} } }
attacks: { pgd: { use: pgd, norm: linf, budgets: [0.3] } }
evaluate: { limit: 10 }
`;

async function run(quantisation: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const [config, out] = [join(folder(), 'quantised.yaml'), folder()];
  writeFileSync(config, experiment(quantisation));
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (part: string) => void (written[name] += part),
    isTTY: false,
    columns: 100,
  });
  const code = await main(['run', config, '--out', out, '--no-figures'], {
    stdout: output('stdout'),
    stderr: output('stderr'),
  });
  return { code, ...written };
}

it('attacks a quantised model straight through, and says how where that is not asked for', async () => {
  const asked = await run('straight-through');
  expect({ code: asked.code, stderr: asked.stderr }).toEqual({ code: 0, stderr: '' });
  expect(asked.stdout).toMatch(/net, pgd \(L∞\): 100\.0 % clean, 0\.0 % at 0\.3/);
  const exact = await run('exact');
  expect(exact.code).toBe(2);
  expect(exact.stderr).toMatch(
    /quantised\.yaml:5:\d+ attack 'pgd' needs gradients, which model 'net' does not offer \(operator QuantizeLinear \(node 'x_QuantizeLinear'\) rounds to whole numbers\); give the model quantisation: straight-through/,
  );
});
