import { describe, expect, it } from '@jest/globals';
import { asDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Dimension, Graph } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { writeModel } from '../../onnx/model.js';
import { weights } from '../../testing/gradient.js';
import { data, difference } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { onnxClassifier } from '../classifier.js';

const IMAGE = [4, 4, 2];
const inputs = { data: data(4, 32).data, shape: [4, ...IMAGE] };
const none = { type: 'float32', shape: [] } as const;
const list = (b: GraphBuilder, ...values: number[]): string => b.constant(integers(values));
const count = (value: number): Constant => ({ ...integers([value]), shape: [] });
const truth = (value: number): Constant => ({ type: 'bool', shape: [], data: Uint8Array.of(value) });

type Body = (b: GraphBuilder, x: string) => string;

/** Channels last, some nodes, 32 numbers in rows of the given shape, and a product to three logits. */
function model(
  shape: readonly Dimension[],
  rows: readonly number[],
  body: Body = (b, x) => b.node('Tanh', [x]),
): Graph {
  const b = new GraphBuilder('baked');
  const x = b.input({ name: 'x', type: 'float32', shape });
  const flat = b.node('Reshape', [body(b, x), list(b, ...rows)], {}, 'flat');
  b.node('MatMul', [flat, b.constant(weights([32, 3], 'float32', 1))], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: [] });
  return b.build();
}

/** Both branches bring x into the shape, by tanh or sine; which depends on `on`. */
function branched(rows: readonly number[], on: (b: GraphBuilder, x: string) => string): Body {
  return (b, x) => {
    const branch = (op: string): { graph: Graph } => {
      const inside = new GraphBuilder(op);
      const shape = inside.constant(integers(rows), `${op} shape`);
      inside.output({ name: inside.node('Reshape', [inside.node(op, [x], {}, `${op} bent`), shape], {}, op), ...none });
      return { graph: inside.build() };
    };
    return b.node('If', [on(b, x)], { then_branch: branch('Tanh'), else_branch: branch('Sin') }, 'if');
  };
}

/** Two turns of a loop whose body brings its value into the shape. */
const looped =
  (rows: readonly number[]): Body =>
  (b, x) => {
    const inside = new GraphBuilder('body');
    inside.input({ name: 'k', type: 'int64', shape: [] });
    inside.input({ name: 'going', type: 'bool', shape: [] });
    inside.input({ name: 'v', ...none });
    inside.output({ name: inside.node('Identity', ['going'], {}, 'on'), type: 'bool', shape: [] });
    const bent = inside.node('Tanh', ['v'], {}, 'bent');
    inside.output({
      name: inside.node('Reshape', [bent, inside.constant(integers(rows), 'rows')], {}, 'next'),
      ...none,
    });
    const start = b.node('Reshape', [x, list(b, ...rows)]);
    return b.node('Loop', [b.constant(count(2)), b.constant(truth(1)), start], { body: { graph: inside.build() } });
  };

const byCount =
  (k: number): Body =>
  (b, x) =>
    b.node('Equal', [b.node('Gather', [b.node('Shape', [x]), b.constant(count(0))]), b.constant(count(k))]);
const byValue: Body = (b, x) =>
  b.node('Greater', [b.node('ReduceMax', [x], { keepdims: 0 }), b.constant(filled('float32', [], 0.5))]);

/** What the runtime makes of the file, called with as many examples as it takes. */
async function ofFile(graph: Graph, each: number, shape: readonly number[]): Promise<Float64Array> {
  const parts: Float64Array[] = [];
  for (let k = 0; k < 4; k += each)
    parts.push(await rawOutput(graph, { data: inputs.data.slice(32 * k, 32 * (k + each)), shape }));
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

const load = (graph: Graph) => onnxClassifier(writeModel(graph), { imageShape: IMAGE });

describe('a number of examples that a file was made for', () => {
  it.each<[string, number, Graph]>([
    ['in its input', 1, model([1, ...IMAGE], [-1, 32])],
    ['in its input, of two', 2, model([2, ...IMAGE], [-1, 32])],
    ['in its input and a shape', 1, model([1, ...IMAGE], [1, -1])],
    ['in its input and a shape, of four', 4, model([4, ...IMAGE], [4, 32])],
    ['in a shape only', 1, model(['n', ...IMAGE], [1, 32])],
    ['in the branch that is taken', 1, model([1, ...IMAGE], [1, 32], branched([1, 2, 16], byCount(1)))],
    ['in the branch that is taken, of two', 2, model([2, ...IMAGE], [2, 32], branched([2, 16, 2], byCount(2)))],
    ['in a condition alone', 1, model([1, ...IMAGE], [-1, 32], branched([-1, 8, 4], byCount(1)))],
    ['in the body of a loop', 1, model([1, ...IMAGE], [-1, 32], looped([1, 32]))],
    ['in the body of a loop, of two', 2, model([2, ...IMAGE], [2, -1], looped([2, 4, 8]))],
  ])('%s: %d at a time, as the file has it', async (_, each, graph) => {
    const found = asDifferentiable(await load(graph));
    const expected = await ofFile(graph, each, [each, ...IMAGE]);
    expect(difference((await found.logits(inputs)).data, expected)).toBeLessThan(1e-6);
    const { logits, backward } = await found.vjp(inputs);
    expect(difference(logits.data, expected)).toBeLessThan(1e-6);
    const c = data(4, 3, 5);
    const slope = (await backward(c)).data;
    const value = async (shift: number): Promise<number> => {
      const at = { ...inputs, data: inputs.data.map((x, k) => x + shift * Math.cos(k)) };
      return (await found.logits(at)).data.reduce((sum, z, k) => sum + z * c.data[k]!, 0);
    };
    const along = slope.reduce((sum, value, k) => sum + value * Math.cos(k), 0);
    expect(Math.abs(((await value(1e-2)) - (await value(-1e-2))) / 2e-2 - along)).toBeLessThan(5e-3);
    await found.dispose?.();
  });

  it('in branches that the values choose between: logits only', async () => {
    const graph = model([1, ...IMAGE], [-1, 32], branched([1, 32], byValue));
    const found = await load(graph);
    expect(found.gradientStop).toMatchObject({ op: 'If', node: 'if' });
    const expected = await ofFile(graph, 1, [1, ...IMAGE]);
    expect(difference((await found.logits(inputs)).data, expected)).toBeLessThan(1e-6);
    await found.dispose?.();
  });

  it('is refused by node where the file takes any number and runs on neither one nor several', async () => {
    await expect(load(model(['n', ...IMAGE], [5, 32]))).rejects.toMatchObject({
      code: 'engine/shape',
      message: expect.stringContaining("'flat'"),
    });
  });
});

describe('a file without an axis for the batch', () => {
  it.each<[string, Graph]>([
    ['rows of one', model(IMAGE, [1, 32])],
    ['a single row', model(IMAGE, [32])],
    ['as one list', model([32], [32])],
    [
      'in a branch',
      model(
        IMAGE,
        [32],
        branched([2, 16], (b) => b.constant(truth(0))),
      ),
    ],
    ['in the body of a loop', model(IMAGE, [1, -1], looped([32]))],
  ])('runs on one example after the other: %s', async (_, graph) => {
    const found = asDifferentiable(await load(graph));
    const expected = await ofFile(graph, 1, graph.inputs[0]!.shape as number[]);
    expect(difference((await found.logits(inputs)).data, expected)).toBeLessThan(1e-6);
    expect((await found.vjp(inputs)).logits.data).toHaveLength(12);
    await found.dispose?.();
  });
});
