/**
 * Torchvision's classification families with random weights, as both of PyTorch's exporters write them by default: logits and input gradients
 * beside PyTorch's in float64, as a table. A family passes with logits within 1e-4 and a gradient of cosine ≥ 0.9999 wherever PyTorch's own
 * float32 reaches it.
 * Build first: npm run build. Usage: node tools/bench/src/torchvision.mjs PYTHON [FAMILIES [EXPORTERS [ENGINES]]], lists with commas, where
 * PYTHON has torch ≥ 2.9, torchvision, onnx, onnxscript; EXPORTERS of dynamo, script, dynamo-n, script-n (any batch), ENGINES of native, wasm
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { externalFiles, onnxClassifier } from '@fragility/engine';
import { peer } from './peer.mjs';
import { difference, numbers } from './reference.mjs';

const FAMILIES =
  'alexnet,vgg11_bn,resnet18,mobilenet_v2,mobilenet_v3_small,efficientnet_b0,densenet121,squeezenet1_1,shufflenet_v2_x0_5,mnasnet0_5,' +
  'googlenet,inception_v3,regnet_y_400mf,convnext_tiny,swin_t,swin_v2_t,vit_b_16,maxvit_t';

const [python, families = FAMILIES, exporters = 'dynamo,script', engines = 'native'] = process.argv.slice(2);
if (!python) throw new Error('usage: node tools/bench/src/torchvision.mjs PYTHON [FAMILIES [EXPORTERS [ENGINES]]]');

const product = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
/** 1 − cosine of two vectors. */
const angle = (a, b) => 1 - product(a, b) / Math.sqrt(product(a, a) * product(b, b));
const digits = (value) => value.toExponential(1);

/** Loads a file as it was exported, its weights beside it. */
function load(path, folder, engine) {
  const bytes = readFileSync(path);
  const externalData = new Map(externalFiles(bytes).map((name) => [name, readFileSync(join(folder, name))]));
  return onnxClassifier(bytes, { engine, threads: 1, externalData });
}

/** How far logits and gradient are from PyTorch's in float64. */
async function measured(path, folder, name, engine) {
  const model = await load(path, folder, engine);
  const x = { data: numbers(folder, `${name}.x`), shape: [1, ...model.inputShape] };
  const { logits, backward } = await model.vjp(x);
  const { data } = await backward({ data: numbers(folder, `${name}.c`), shape: [1, model.classes] });
  await model.dispose();
  return {
    logits: difference(logits.data, numbers(folder, `${name}.logits`)),
    gradient: angle(data, numbers(folder, `${name}.gradient`)),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'torchvision-'));
const torch = await peer(python, './torchvision_pytorch.py', [folder]);
console.log(`torch ${torch.facts.torch}, torchvision ${torch.facts.torchvision}\n`);
console.log('| family | size | exporter | engine | logits | gradient, 1 − cosine | PyTorch’s float32 | |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
let failed = 0;
for (const name of families.split(',')) {
  const size = name === 'inception_v3' ? 299 : 224;
  const { cosine } = await torch.ask(`${name} ${size}`);
  for (const exporter of exporters.split(',')) {
    const { path, refused } = await torch.ask(`${name} ${size} ${exporter}`);
    for (const engine of refused ? ['—'] : engines.split(',')) {
      const found = refused ? undefined : await measured(path, folder, name, engine).catch(({ message }) => message);
      const numbersOf = found?.logits === undefined ? ['—', '—'] : [digits(found.logits), digits(found.gradient)];
      const passes = found?.logits <= 1e-4 && (found.gradient <= 1e-4 || cosine < 0.9999);
      const verdict = passes ? 'right' : (refused ?? (typeof found === 'string' ? found : 'wrong'));
      if (!passes) failed++;
      console.log(`| ${[name, size, exporter, engine, ...numbersOf, digits(1 - cosine), verdict].join(' | ')} |`);
    }
    if (path) for (const file of [path, `${path}.data`]) rmSync(file, { force: true });
  }
}
torch.end();
rmSync(folder, { recursive: true });
if (failed > 0) process.exitCode = 1;
