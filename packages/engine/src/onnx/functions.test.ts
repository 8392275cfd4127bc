import { describe, expect, it } from '@jest/globals';
import { isDifferentiable } from '@fragility/model';
import { onnxClassifier } from '../import/classifier.js';
import { floats, inPrecision } from '../graph/tensors.js';
import { data, difference } from '../testing/networks.js';
import { encode } from './codec.js';
import { writePort } from './port.js';
import { readModel } from './model.js';
import type { Init } from './schema.js';

type NodeInit = Init<'NodeProto'>;

const node = (
  opType: string,
  input: string[],
  output: string[],
  attribute: Init<'AttributeProto'>[] = [],
): NodeInit => ({
  opType,
  input,
  output,
  attribute,
});
const own = (...given: Parameters<typeof node>): NodeInit => ({ ...node(...given), domain: 'own' });
const sets = [
  { domain: '', version: 17n },
  { domain: 'own', version: 1n },
];

/** slope of the leaky ReLU by attribute, its default 0.5; an optional shift; values of the same names as around it. */
const bent: Init<'FunctionProto'> = {
  name: 'Bent',
  domain: 'own',
  input: ['x', 'least'],
  output: ['y', 'same'],
  attributeProto: [{ name: 'slope', type: 1, f: 0.5 }],
  node: [
    node('LeakyRelu', ['x'], ['hidden'], [{ name: 'alpha', type: 1, refAttrName: 'slope' }]),
    node('Clip', ['hidden', 'least'], ['y']),
    node('Identity', ['x'], ['same']),
  ],
  opsetImport: sets,
};

/** Calls `Bent` twice, handing on its own attribute once. */
const twice: Init<'FunctionProto'> = {
  name: 'Twice',
  domain: 'own',
  input: ['x', 'least'],
  output: ['y'],
  attribute: ['slope'],
  node: [
    own('Bent', ['x', 'least'], ['hidden', 'unused'], [{ name: 'slope', type: 1, refAttrName: 'slope' }]),
    own('Bent', ['hidden'], ['bent', 'straight']),
    node('Add', ['bent', 'straight'], ['y']),
  ],
  opsetImport: sets,
};

const itself: Init<'FunctionProto'> = { ...twice, node: [own('Twice', ['x'], ['y'])] };

const bytes = (functions: Init<'FunctionProto'>[]): Uint8Array =>
  encode('ModelProto', {
    irVersion: 8n,
    opsetImport: sets,
    functions,
    graph: {
      name: 'calls',
      input: [writePort({ name: 'x', type: 'float32', shape: ['n', 3] })],
      output: [writePort({ name: 'y', type: 'float32', shape: ['n', 3] })],
      initializer: [{ name: 'low', dataType: 1, dims: [], floatData: [-0.25] }],
      node: [
        own('Twice', ['x', 'low'], ['hidden'], [{ name: 'slope', type: 1, f: 0.125 }]),
        own('Twice', ['hidden', ''], ['y'], [{ name: 'slope', type: 1, f: 0.75 }]),
      ],
    },
  });

const leaky = (x: number, slope: number): number => (x > 0 ? x : slope * x);
const both = (x: number, slope: number, least: number): number => {
  const hidden = Math.max(least, leaky(x, slope));
  return leaky(hidden, 0.5) + hidden;
};
const formula = (x: number): number => both(both(x, 0.125, -0.25), 0.75, -Infinity);

/** What the runtime itself makes of a file with functions. */
async function original(
  file: Uint8Array,
  given: { data: Float64Array; shape: readonly number[] },
): Promise<Float64Array> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(file);
  const { y } = await session.run({
    x: new Tensor('float32', inPrecision('float32', given.data) as Float32Array, [...given.shape]),
  });
  await session.release();
  return Float64Array.from(floats({ data: y!.data as Float32Array }));
}

const inputs = { ...data(5, 3), data: data(5, 3).data.map((x) => 4 * x - 1) };

describe('functions of a model', () => {
  it('stand for their nodes: attributes by reference and default, inputs left out, calls in calls', async () => {
    const file = bytes([bent, twice]);
    const found = await onnxClassifier(file);
    const { data: logits } = await found.logits(inputs);
    expect(difference(logits, await original(file, inputs))).toBeLessThan(1e-6);
    expect(difference(logits, inputs.data.map(formula))).toBeLessThan(1e-6);
    if (!isDifferentiable(found)) throw new Error(found.gradientStop?.reason);
    const ones = { data: new Float64Array(15).fill(1), shape: [5, 3] };
    const slopes = inputs.data.map((x) => (formula(x + 1e-6) - formula(x - 1e-6)) / 2e-6);
    expect(difference((await (await found.vjp(inputs)).backward(ones)).data, slopes)).toBeLessThan(1e-5);
    await found.dispose!();
  });

  it('leave no two values of one name, and no set of their own', () => {
    const { graph } = readModel(bytes([bent, twice]));
    const made = graph.nodes.flatMap(({ outputs }) => outputs);
    expect(new Set(made).size).toBe(made.length);
    expect(graph.sets).toBeUndefined();
  });

  it('are refused where they stand for more nodes than there can be, or call one another too deep', () => {
    const laugh = (k: number, times: number): Init<'FunctionProto'> => ({
      ...twice,
      name: `Laugh${k}`,
      node: Array.from({ length: times }, (_, n) =>
        k === 0
          ? node('Relu', ['x'], ['y'])
          : own(`Laugh${k - 1}`, [n === 0 ? 'x' : `y${n}`], [n === times - 1 ? 'y' : `y${n + 1}`]),
      ),
    });
    const family = (depth: number, times: number) => [
      { ...twice, node: [own(`Laugh${depth - 1}`, ['x'], ['y'])] },
      ...Array.from({ length: depth }, (_, k) => laugh(k, times)),
    ];
    expect(() => readModel(bytes(family(9, 10)))).toThrow(/stand for more than 200000 nodes/);
    expect(() => readModel(bytes(family(2000, 1)))).toThrow(/call one another more than 100 deep/);
    expect(readModel(bytes(family(50, 1))).graph.nodes.length).toBeGreaterThan(0);
  });

  it('are refused where one calls itself', () => {
    expect(() => readModel(bytes([itself]))).toThrow(/function 'Twice' of domain 'own' calls itself/);
  });
});
