import { describe, expect, it } from '@jest/globals';
import type { AnyAnalysis, AttackHandle } from '@fragility/analysis';
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

async function keepsContract(definition: AnyAnalysis, params: object, dataset: object): Promise<void> {
  const given = (): object => ({ ...problem('identity'), dataset });
  const verdicts = await runChecks(analysisChecks(definition, { params, given }));
  expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
}

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
  await keepsContract(interpolationLaw, { draws: 4 }, { shape: [5], classes: ['a', 'b', 'c'], bounds: null });
});

/** Always the same points of one class each, as draws of a distribution. */
function fixedPoints(classes: readonly string[]): object {
  const n = classes.length;
  const { data } = problem('identity').examples.inputs;
  const fixed = {
    shape: [5],
    classes,
    bounds: null,
    size: { train: n, test: 0 },
    load: async () => ({
      inputs: { data: data.slice(0, 5 * n), shape: [n, 5] },
      labels: Int32Array.from(classes.keys()),
      ids: classes.map((_, i) => `${i}`),
    }),
  };
  return { ...fixed, population: { name: 'fixed', draw: async () => fixed } };
}

it('population-law keeps the contract', async () => {
  await keepsContract(populationLaw, { draws: 4 }, fixedPoints(['a', 'b', 'c']));
});

it('worst-class keeps the contract', async () => {
  await keepsContract(worstClass, { draws: 3 }, fixedPoints(['a', 'b', 'c', 'd', 'e']));
});
