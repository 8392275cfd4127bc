import { describe, expect, it } from '@jest/globals';
import { inMemory, type Dataset } from '@fragility/dataset';
import { modelChecks } from '@fragility/model/conformance';
import { random, type Bounds } from '@fragility/numerics';
import { runChecks, type Exemption } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { reluMlp } from './index.js';

/** Random images of `[2, 3]` pixels of three classes. */
function images(bounds: Bounds): Dataset {
  const stream = random('images');
  const size = 30;
  const draw = (): number => (bounds ? stream.uniform() : stream.normal());
  const inputs = { data: Float64Array.from({ length: 6 * size }, draw), shape: [size, 2, 3] };
  return inMemory(['a', 'b', 'c'], bounds, {
    train: { inputs, labels: Int32Array.from({ length: size }, (_, i) => i % 3) },
  });
}

const fit = { method: 'adam', steps: 5, batch: 8, learningRate: 0.01 };
const WARM_UP = 60_000;

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

describe.each(['native', 'wasm'] as const)('on %s', (engine) => {
  const failures = async (
    params: { activation: string; precision: string; hidden: number[] },
    bounds: Bounds,
    exemptions: Exemption[] = [],
  ) => {
    const problem = {
      params: { ...params, fit },
      dataset: images(bounds),
      context: { engine },
      offers: 'dense',
    } as const;
    return (await runChecks(modelChecks(reluMlp, problem), exemptions)).filter(({ passed }) => !passed);
  };

  describe.each(['float32', 'float64'])('in %s', (precision) => {
    it.each([
      ['relu', null],
      ['leaky-relu', [0, 1]],
      ['tanh', null],
    ] as const)(
      '%s with bounds %j keeps the contract',
      async (activation, bounds) => {
        expect(await failures({ activation, precision, hidden: [16, 16] }, bounds)).toEqual([]);
      },
      WARM_UP,
    );

    it(
      'narrow layers keep the contract',
      async () => {
        const reason =
          'the kernels of the wasm engine change with the size of the batch below 20 rows, columns and terms';
        const exemptions =
          engine === 'wasm' && precision === 'float64' ? [{ check: 'a batch equals its examples alone', reason }] : [];
        expect(await failures({ activation: 'tanh', precision, hidden: [16, 8] }, null, exemptions)).toEqual([]);
      },
      WARM_UP,
    );
  });

  it.each(['gelu', 'power'])(
    '%s keeps the contract in float64',
    async (activation) => {
      expect(await failures({ activation, precision: 'float64', hidden: [16, 16] }, null)).toEqual([]);
    },
    WARM_UP,
  );
});
