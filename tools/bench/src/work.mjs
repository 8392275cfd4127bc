/**
 * Work saved: forward and backward passes per example that attacks take on MNIST, beside what their papers' loops take.
 *
 * Build first: npm run build. Usage: node tools/bench/src/work.mjs CNN [IMAGES], say ../shared/data/models/mnist-cnn-autoattack
 */
import { attack } from '@fragility/attack';
import { autoattack } from '@fragility/attacks-ensemble';
import { apgd, apgdT, pgd } from '@fragility/attacks-gradient';
import { fab, fabT } from '@fragility/attacks-minimal-norm';
import { square } from '@fragility/attacks-black-box';
import { matrix, openDataset } from '@fragility/dataset';
import { mnist } from '@fragility/dataset-mnist';
import { buildModel } from '@fragility/model';
import { reluMlp } from '@fragility/model-relu-mlp';
import { engineClassifier, readModelFiles } from '@fragility/model-tfjs';

const [cnn, images = '100'] = process.argv.slice(2);
if (!cnn) throw new Error('usage: node tools/bench/src/work.mjs CNN [IMAGES]');
const dataset = await openDataset(mnist, {}, { seed: 0 });
const examples = await matrix(dataset, { split: 'test', limit: Number(images) });
const fit = { method: 'adam', loss: 'cross-entropy', learningRate: 1e-3, batch: 128, epochs: 8 };
const models = [
  ['mlp', await buildModel(reluMlp, { hidden: [128], fit }, { dataset, seed: 0 }), 0.05],
  ['cnn', await engineClassifier(await readModelFiles(cnn), { bounds: [0, 1] }), 0.3],
];

/** [definition, parameters, forward passes, backward passes] of the published loop, every example to its end; L∞. */
const CASES = [
  [pgd, { steps: 40 }, 40, 40],
  [apgd, {}, 101, 101],
  [apgdT, {}, 9 * 101, 9 * 101],
  [fab, {}, 200, 900],
  [fabT, {}, 9 * 200, 9 * 100],
  [square, {}, 5000, 0],
  [autoattack, {}, 101 + 9 * 101 + 9 * 200 + 5000, 101 + 9 * 101 + 9 * 100],
];

for (const [name, model, budget] of models) {
  for (const [definition, params, forwards, backwards] of CASES) {
    const budgets = definition.goal === 'fixed-budget' ? [budget] : undefined;
    let [there, back, count, robust] = [0, 0, 0, 0];
    for await (const record of attack(model, definition, examples, { norm: 'linf', params, budgets })) {
      there += record.forwards;
      back += record.backwards;
      if (!record.success) robust++;
      count++;
    }
    const share = (there + back) / count / (forwards + backwards);
    console.log(
      `${name} ${definition.name}: ${(there / count).toFixed(0)} + ${(back / count).toFixed(0)} of ${forwards} + ${backwards}, ${(100 * share).toFixed(0)} %; ${robust} of ${count} not fooled`,
    );
  }
  await model.dispose?.();
}
