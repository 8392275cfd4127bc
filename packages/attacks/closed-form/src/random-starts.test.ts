import { expect, it } from '@jest/globals';
import { attackOf, collect } from '@fragility/attack/conformance';
import { referenceClassifier } from '@fragility/model';
import { predictedClass, random, stack } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { linearRegions } from './index.js';
import { randomStarts } from './random-starts.js';
import { regionSearch } from './region-search.js';
import { withOwnBest } from './own-best.js';

const SIZE = 14;
const stream = random('random starts');
const layer = (inputs: number, outputs: number, kind: 'relu' | 'identity'): DenseLayer => ({
  inputs,
  outputs,
  weight: Float64Array.from({ length: inputs * outputs }, () => (1.5 * stream.normal()) / Math.sqrt(inputs)),
  bias: Float64Array.from({ length: outputs }, () => 0.3 * stream.normal()),
  activation: { kind },
});
const layers = [layer(SIZE, 16, 'relu'), layer(16, 12, 'relu'), layer(12, 3, 'identity')];
const model = referenceClassifier(layers);
const inputs = Array.from({ length: 6 }, () => Float64Array.from({ length: SIZE }, () => stream.normal()));
const labels = Int32Array.from(inputs, (x) => predictedClass(forward(layers, x)));
const examples = { inputs: stack(inputs, [SIZE]), labels, ids: inputs.map((_, i) => `${i}`) };

/** Random starts alone. */
const starts = attackOf('dense', async (example) => {
  const subject = withOwnBest(example);
  const classes = [0, 1, 2].filter((j) => j !== example.criterion.label);
  await randomStarts(subject, regionSearch(subject), { count: 25, classes });
});

it.each(['l2', 'linf', 'l1'] as const)('25 of them find nearly all that a long search does, %s', async (norm) => {
  const all = await collect(model, starts, examples, { norm });
  const long = await collect(model, linearRegions, examples, { norm, params: { regions: 100, samples: 150 } });
  const ratios = all.map(({ distance }, i) => distance / long[i]!.distance);
  expect(Math.max(...ratios)).toBeLessThan(1.2);
  expect(ratios.filter((ratio) => ratio < 1 + 1e-6).length).toBeGreaterThanOrEqual(5);
});
