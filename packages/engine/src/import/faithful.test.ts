import { describe, expect, it } from '@jest/globals';
import { isDifferentiable, type Classifier } from '@fragility/model';
import { GraphBuilder } from '../graph/builder.js';
import type { Constant, Graph } from '../graph/graph.js';
import { filled, integers } from '../graph/tensors.js';
import { writeModel } from '../onnx/model.js';
import { weights } from '../testing/gradient.js';
import { data, difference } from '../testing/networks.js';
import { rawOutput } from '../testing/raw.js';
import { onnxClassifier } from './classifier.js';

type Body = (b: GraphBuilder, x: string) => string;

/** A file of one input [n, 2, 4, 4] in some operator set. */
function file(body: Body, opset: number): Graph {
  const b = new GraphBuilder('file');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 2, 4, 4] });
  b.output({ name: b.node('Flatten', [body(b, x)]), type: 'float32', shape: ['n', 'k'] });
  return { ...b.build(), sets: new Map([['', opset]]) };
}

const flag = (value: number): Constant => ({ type: 'bool', shape: [], data: Uint8Array.of(value) });
const images = (count: number): ReturnType<typeof data> => ({
  data: data(count, 32).data,
  shape: [count, 2, 4, 4],
});

const load = (graph: Graph): Promise<Classifier> => onnxClassifier(writeModel(graph), { engine: 'native' });

/** The file with a name of its own for each node, as ONNX Runtime wants it. */
const distinct = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => ({ ...node, name: node.outputs[0]! })),
});

async function expectFaithful(graph: Graph, count = 5): Promise<Classifier> {
  const model = await load(graph);
  const { data: found } = await model.logits(images(count));
  expect(difference(found, await rawOutput(distinct(graph), images(count)))).toBeLessThan(1e-6);
  return model;
}

/** A convolution of so many channels and a batch normalisation, all nodes named alike. */
function normalised(b: GraphBuilder, x: string, seed: number): string {
  const named = (op: string, inputs: string[], attributes = {}): string => {
    const y = b.fresh('value');
    b.append({ name: 'again', op, inputs, outputs: [y], attributes });
    return y;
  };
  const conv = named('Conv', [x, b.constant(weights([2, 2, 3, 3], 'float32', seed))], { pads: [1, 1, 1, 1] });
  const four = [1, 2, 3].map((k) => b.constant(weights([2], 'float32', seed + k)));
  return named('BatchNormalization', [conv, ...four, b.constant(filled('float32', [2], seed))]);
}

describe('a file rewritten', () => {
  it('keeps nodes of one name apart', async () => {
    const graph = file((b, x) => normalised(b, normalised(b, x, 1), 2), 15);
    const { facts } = await expectFaithful(graph);
    expect(facts!['rewrites']).toContainEqual({
      rewrite: 'batch normalisation folded',
      nodes: ['again', 'again_1', 'again_2', 'again_3'],
    });
    const apart = file((b, x) => normalised(b, b.node('Relu', [normalised(b, b.node('Relu', [x]), 1)]), 2), 11);
    await expectFaithful(apart);
  });

  it.each([11, 17])(
    'keeps batch normalisations of one name apart that follow no convolution, in set %i',
    async (set) => {
      const plain: Body = (b, x) =>
        [1, 2].reduce((value, seed) => {
          const y = b.fresh('value');
          const three = [1, 2, 3].map((k) => b.constant(weights([2], 'float32', seed + k)));
          b.append({
            name: 'again',
            op: 'BatchNormalization',
            inputs: [b.node('Sigmoid', [value]), ...three, b.constant(filled('float32', [2], seed))],
            outputs: [y],
            attributes: {},
          });
          return y;
        }, x);
      await expectFaithful(file(plain, set));
    },
  );

  it('differentiates mean poolings of one name each by its own window', async () => {
    const pool = (b: GraphBuilder, x: string, size: number, name: string): string => {
      const y = b.fresh('pool');
      const attributes = { kernel_shape: [size, size], pads: [1, 1, 1, 1] };
      b.append({ name, op: 'AveragePool', inputs: [x], outputs: [y], attributes });
      return y;
    };
    const slopes = async (names: readonly string[]): Promise<Float64Array> => {
      const graph = file((b, x) => pool(b, pool(b, x, 3, names[0]!), 2, names[1]!), 11);
      const model = await expectFaithful(graph);
      if (!isDifferentiable(model)) throw new Error('no gradients');
      const { backward, logits } = await model.vjp(images(2));
      return (await backward({ data: logits.data.map((_, k) => Math.cos(k)), shape: logits.shape })).data;
    };
    expect(difference(await slopes(['p', 'p']), await slopes(['p', 'q']))).toBeLessThan(1e-7);
  });

  it.each([12, 13, 17])('takes Dropout as a copy only where it drops nothing, in set %i', async (set) => {
    const dropout = (b: GraphBuilder, x: string, training: string): string[] =>
      b.nodeOf(2, 'Dropout', [x, b.constant(filled('float32', [], 0.5)), training]);
    await expectFaithful(file((b, x) => dropout(b, x, b.constant(flag(0)))[0]!, set));
    const masked: Body = (b, x) => {
      const [y, mask] = dropout(b, x, '') as [string, string];
      return b.node('Where', [mask, y, b.constant(filled('float32', [], 7))]);
    };
    expect(difference((await (await load(file(masked, set))).logits(images(5))).data, images(5).data)).toBeLessThan(
      1e-7,
    );
    await expect(load(file((b, x) => dropout(b, x, b.constant(flag(1)))[0]!, set))).rejects.toMatchObject({
      code: 'engine/operator',
      message: expect.stringContaining('drops values at random'),
    });
    const told = file((b, x) => dropout(b, x, b.node('Not', [b.constant(flag(1))]))[0]!, set);
    await expect(load(told)).rejects.toMatchObject({
      code: 'engine/operator',
      message: expect.stringContaining('computes whether it drops values'),
    });
  });

  it.each([9, 11, 13])('refuses batch normalisation by the batch, which set %i writes as more outputs', async (set) => {
    const trained: Body = (b, x) => {
      const four = [1, 2, 3, 4].map((k) => b.constant(filled('float32', [2], k)));
      return b.nodeOf(5, 'BatchNormalization', [x, ...four])[0]!;
    };
    await expect(load(file(trained, set))).rejects.toMatchObject({
      code: 'engine/operator',
      message: expect.stringContaining('normalises by the batch'),
    });
  });

  it('does not take for constant what two and three examples have in common, but one has not', async () => {
    const scaled: Body = (b, x) => {
      const count = b.node('Gather', [b.node('Shape', [x]), b.constant(integers([0]))]);
      return b.node('Mul', [x, b.node('Cast', [b.node('Min', [count, b.constant(integers([2]))])], { to: 1 })]);
    };
    await expect(load(file(scaled, 13))).rejects.toMatchObject({ code: 'engine/batch' });
  });
});
