import { describe, expect, it } from '@jest/globals';
import { inMemory, type Dataset } from '@fragility/dataset';
import { modelChecks } from '@fragility/model/conformance';
import { random, type Bounds } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { linear, maxMargin } from './index.js';

/** Twenty random images of `[4, 6]` pixels of three classes. */
function images(bounds: Bounds): Dataset {
  const stream = random('images');
  const draw = (): number => (bounds ? stream.uniform() : stream.normal());
  const inputs = { data: Float64Array.from({ length: 20 * 24 }, draw), shape: [20, 4, 6] };
  return inMemory(['a', 'b', 'c'], bounds, {
    train: { inputs, labels: Int32Array.from({ length: 20 }, (_, i) => i % 3) },
  });
}

/** Twenty random images of two classes. */
function pair(): Dataset {
  const stream = random('pair');
  const inputs = { data: Float64Array.from({ length: 20 * 24 }, stream.uniform), shape: [20, 4, 6] };
  return inMemory(['a', 'b'], [0, 1], { train: { inputs, labels: Int32Array.from({ length: 20 }, (_, i) => i % 2) } });
}

const fit = { method: 'sgd', loss: 'mse', steps: 5, learningRate: 0.01 };
const WARM_UP = 60_000;

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

describe.each(['native', 'wasm'] as const)('on %s', (engine) => {
  const about = { context: { engine }, offers: 'dense' } as const;
  describe.each(['float32', 'float64'])('in %s', (precision) => {
    it.each([
      ['interpolation', null, {}],
      ['interpolation', [0, 1], {}],
      ['a trained matrix', null, { bias: true, fit }],
      ['a trained deep network', null, { hidden: [32], fit }],
    ] as const)(
      '%s with bounds %j keeps the contract',
      async (_, bounds, params) => {
        const problem = { ...about, params: { ...params, precision }, dataset: images(bounds) };
        expect((await runChecks(modelChecks(linear, problem))).filter(({ passed }) => !passed)).toEqual([]);
      },
      WARM_UP,
    );

    it(
      'the largest margin keeps the contract',
      async () => {
        const problem = { ...about, params: { bias: true, precision }, dataset: pair() };
        expect((await runChecks(modelChecks(maxMargin, problem))).filter(({ passed }) => !passed)).toEqual([]);
      },
      WARM_UP,
    );
  });
});
