import { describe, expect, it } from '@jest/globals';
import type { AttackHandle } from '@fragility/analysis';
import { analysisChecks } from '@fragility/analysis/conformance';
import type { Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { predictedClass, random, row, stack, type Row } from '@fragility/numerics';
import { forward, type Activation } from '@fragility/numerics/dense';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { compressionLaw, compressionPrediction, interpolationLaw, populationLaw, worstClass } from './index.js';

/** A small network with correctly labelled Gaussian inputs. */
function problem(kind: 'identity' | 'relu' | 'tanh') {
  const stream = random(kind);
  const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => stream.normal());
  const layer = (inputs: number, outputs: number, activation: Activation) => ({
    inputs,
    outputs,
    weight: normals(inputs * outputs),
    bias: normals(outputs),
    activation,
  });
  const model = referenceClassifier([layer(5, 8, { kind }), layer(8, 3, { kind: 'identity' })]);
  const points: Row[] = Array.from({ length: 12 }, () => normals(5));
  const examples: Examples = {
    inputs: stack(points),
    labels: Int32Array.from(points, (x) => predictedClass(forward(model.layers, x))),
    ids: points.map((_, i) => `p-${i}`),
  };
  return { model, examples };
}

/** An attack that walks to the origin and claims success: only its interface matters here. */
const straight: AttackHandle = {
  name: 'straight',
  norm: 'l2',
  goal: 'smallest',
  budgets: null,
  targeted: false,
  records: async function* () {},
  attack: async function* (data) {
    const examples = data as Examples;
    for (const [i, id] of examples.ids.entries()) {
      yield {
        id,
        attack: 'straight',
        norm: 'l2',
        budget: null,
        label: examples.labels[i]!,
        outcome: 'fooled' as const,
        success: true,
        skipped: false,
        distance: Math.hypot(...row(examples.inputs, i)),
        class: 0,
        candidate: new Float64Array(5),
        margin: -1,
        forwards: 1,
        backwards: 0,
      };
    }
  },
};

it('is a plugin', async () => {
  expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
});

describe.each(['identity', 'relu', 'tanh'] as const)('on a %s network', (kind) => {
  it.each([compressionLaw, compressionPrediction])('$name keeps the contract', async (definition) => {
    const given = (): object => ({
      ...problem(kind),
      dataset: { shape: [5], classes: ['a', 'b', 'c'], bounds: null },
      attacks: [straight],
    });
    const verdicts = await runChecks(analysisChecks(definition, { params: { pairs: 20 }, given }));
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
    expect(verdicts).toHaveLength(7);
  });
});

it('interpolation-law keeps the contract', async () => {
  const given = (): object => ({
    ...problem('identity'),
    dataset: { shape: [5], classes: ['a', 'b', 'c'], bounds: null },
  });
  const verdicts = await runChecks(analysisChecks(interpolationLaw, { params: { draws: 4 }, given }));
  expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
});

it('population-law keeps the contract', async () => {
  const { examples } = problem('identity');
  const fixed = {
    shape: [5],
    classes: ['a', 'b', 'c'],
    bounds: null,
    size: { train: 3, test: 0 },
    load: async () => ({
      inputs: { data: examples.inputs.data.slice(0, 15), shape: [3, 5] },
      labels: Int32Array.of(0, 1, 2),
      ids: ['0', '1', '2'],
    }),
  };
  const dataset = { ...fixed, population: { name: 'fixed', draw: async () => fixed } };
  const given = (): object => ({ ...problem('identity'), dataset });
  const verdicts = await runChecks(analysisChecks(populationLaw, { params: { draws: 4 }, given }));
  expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
});

it('worst-class keeps the contract', async () => {
  const { examples } = problem('identity');
  const fixed = {
    shape: [5],
    classes: ['a', 'b', 'c', 'd', 'e'],
    bounds: null,
    size: { train: 5, test: 0 },
    load: async () => ({
      inputs: { data: examples.inputs.data.slice(0, 25), shape: [5, 5] },
      labels: Int32Array.of(0, 1, 2, 3, 4),
      ids: ['0', '1', '2', '3', '4'],
    }),
  };
  const dataset = { ...fixed, population: { name: 'fixed', draw: async () => fixed } };
  const given = (): object => ({ ...problem('identity'), dataset });
  const verdicts = await runChecks(analysisChecks(worstClass, { params: { draws: 3 }, given }));
  expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
});
