import { describe, expect, it } from '@jest/globals';
import { isDifferentiable, type Classifier } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Graph } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { writeModel } from '../../onnx/model.js';
import { data, difference } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { onnxClassifier } from '../classifier.js';

type Body = (b: GraphBuilder, x: string) => string;

const inputs = data(4, 6);
const flag = (value: number): Constant => ({ type: 'bool', shape: [], data: Uint8Array.of(value) });
const none = { type: 'float32', shape: [] } as const;

/** Inputs [n, 6] in operator set 21, which a node keeps the graph in. */
function kept(body: Body): Graph {
  const b = new GraphBuilder('kept');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 6] });
  const one = b.constant(integers([1]));
  const axes = b.node('BitwiseAnd', [one, one]);
  b.node('Sub', [body(b, x), b.node('ReduceMean', [x, axes])], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: ['n', 6] });
  return { ...b.build(), sets: new Map([['', 21]]) };
}

const load = (graph: Graph): Promise<Classifier> => onnxClassifier(writeModel(graph));

const dropout =
  (training: number): Body =>
  (b, x) =>
    b.node('Dropout', [x, b.constant(filled('float32', [], 0.5)), b.constant(flag(training))], {}, 'drop');

const normalised =
  (training: number): Body =>
  (b, x) => {
    const four = [1, 2, 3, 4].map((k) => b.constant(filled('float32', [6], k)));
    const outputs = training ? ['bn', 'mean', 'variance'] : ['bn'];
    b.append({
      name: 'normal',
      op: 'BatchNormalization',
      inputs: [x, ...four],
      outputs,
      attributes: { training_mode: training },
    });
    return 'bn';
  };

/** The nodes in both branches of an If whose condition depends on the input. */
const branched =
  (inner: Body): Body =>
  (b, x) => {
    const branch = (): { graph: Graph } => {
      const inside = new GraphBuilder('branch');
      inside.output({ name: inside.node('Identity', [inner(inside, x)], {}, 'made'), ...none });
      return { graph: inside.build() };
    };
    const top = b.node('Greater', [b.node('ReduceMax', [x], { keepdims: 0 }), b.constant(filled('float32', [], 0))]);
    return b.node('If', [top], { then_branch: branch(), else_branch: branch() }, 'if');
  };

describe('a graph kept in a later operator set', () => {
  it.each([
    ['Dropout that drops nothing', dropout(0)],
    ['BatchNormalization in inference', normalised(0)],
  ])('computes %s as its file does', async (_, body) => {
    const model = await load(kept(body));
    expect(isDifferentiable(model)).toBe(false);
    expect(difference((await model.logits(inputs)).data, await rawOutput(kept(body), inputs))).toBeLessThan(1e-6);
    await model.dispose!();
  });

  it.each([
    ['drops values at random', 'drop', dropout(1)],
    ['normalises by the batch', 'normal', normalised(1)],
    ['drops values at random', 'drop', branched(dropout(1))],
    ['normalises by the batch', 'normal', branched(normalised(1))],
  ])('is refused where it %s, by node', async (why, node, body) => {
    await expect(load(kept(body))).rejects.toMatchObject({
      code: 'engine/operator',
      message: expect.stringMatching(`\\(node '${node}'\\) ${why}`),
    });
  });

  it('is kept for a node inside of a branch too', async () => {
    const later: Body = (b, x) => {
      const whole = b.node('Cast', [x], { to: 6 });
      return b.node('Cast', [b.node('BitwiseNot', [whole], {}, 'bits')], { to: 1 });
    };
    const b = new GraphBuilder('inside');
    b.input({ name: 'x', type: 'float32', shape: [1, 6] });
    b.node('Identity', [branched(later)(b, 'x')], {}, 'y');
    b.output({ name: 'y', type: 'float32', shape: [1, 6] });
    const graph = { ...b.build(), sets: new Map([['', 18]]) };
    const model = await load(graph);
    expect(model.gradientStop).toMatchObject({ op: 'If', node: 'if' });
    const one = { data: inputs.data.slice(0, 6).map((x) => 9 * x), shape: [1, 6] };
    expect((await model.logits(one)).data).toEqual(await rawOutput(graph, one));
    await model.dispose!();
  });
});
