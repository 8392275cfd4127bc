import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../graph/builder.js';
import type { Constant, Graph } from '../graph/graph.js';
import { filled, integers } from '../graph/tensors.js';
import { writeModel } from '../onnx/model.js';
import { onnxClassifier } from './classifier.js';

type Made = (b: GraphBuilder, list: (...values: number[]) => string) => string;

const none = { type: 'float32', shape: [] } as const;
const count = (value: number): Constant => ({ ...integers([value]), shape: [] });
const one = (b: GraphBuilder, ...shape: number[]): string => b.constant(filled('float32', shape, 1));

/** x ↦ tanh(x) + Σ of what is made. */
function plus(made: Made, shape: readonly (number | string)[] = ['n', 3]): Graph {
  const b = new GraphBuilder('large');
  const x = b.node('Tanh', [b.input({ name: 'x', type: 'float32', shape })]);
  const sum = b.node('ReduceSum', [made(b, (...values) => b.constant(integers(values)))], { keepdims: 0 });
  b.output({ name: b.node('Add', [x, b.node('Cast', [sum], { to: 1 })]), ...none });
  return b.build();
}

/** A loop of so many turns, in a body of others. */
function looped(b: GraphBuilder, turns: readonly number[], value: string): string {
  const [most, ...inner] = turns as [number, ...number[]];
  const body = new GraphBuilder(`body ${turns.length}`);
  const [k, going, v] = ['k', 'going', 'v'].map((name) => `${name} ${turns.length}`) as [string, string, string];
  body.input({ name: k, type: 'int64', shape: [] });
  body.input({ name: going, type: 'bool', shape: [] });
  body.input({ name: v, ...none });
  body.output({ name: body.node('Identity', [going], {}, `on ${turns.length}`), type: 'bool', shape: [] });
  const next = inner.length > 0 ? looped(body, inner, v) : body.node('Tanh', [v], {}, 'bent');
  body.output({ name: next, ...none });
  const start = b.constant({ type: 'bool', shape: [], data: Uint8Array.of(1) }, `start ${turns.length}`);
  const times = b.constant(count(most), `times ${turns.length}`);
  return b.node('Loop', [times, start, value], { body: { graph: body.build() } }, `loop ${turns.length}`);
}

const large = (graph: Graph) => onnxClassifier(writeModel(graph), { threads: 1 });

describe('graphs that would take more memory than there is', () => {
  it.each<[string, Made]>([
    ['ConstantOfShape', (b, list) => b.node('ConstantOfShape', [list(60_000, 60_000)])],
    ['Expand', (b, list) => b.node('Expand', [one(b, 1), list(2 ** 40)])],
    ['Tile', (b, list) => b.node('Tile', [one(b, 10, 10), list(10_000, 1_000)])],
    [
      'Range',
      (b) =>
        b.node(
          'Range',
          [0, 2 ** 33, 1].map((value) => b.constant(count(value))),
        ),
    ],
    ['Pad', (b, list) => b.node('Pad', [one(b, 1, 1), list(0, 0, 100_000, 100_000)])],
    [
      'Resize',
      (b, list) => b.node('Resize', [one(b, 1, 1, 2, 2), '', '', list(1, 1, 60_000, 60_000)], { mode: 'nearest' }),
    ],
    [
      'OneHot',
      (b, list) => b.node('OneHot', [list(1, 2), b.constant(count(2 ** 34)), b.constant(filled('float32', [2], 1))]),
    ],
  ])('are refused by node: %s', async (op, made) => {
    await expect(large(plus(made))).rejects.toMatchObject({
      code: 'engine/large',
      kind: 'input',
      message: expect.stringContaining(`operator ${op} (node '`),
    });
  });

  it('are refused for many constants that are large together', async () => {
    const made: Made = (b, list) =>
      b.node(
        'Sum',
        Array.from({ length: 5 }, () => b.node('ConstantOfShape', [list(9_000, 9_000)])),
      );
    await expect(large(plus(made))).rejects.toMatchObject({ code: 'engine/large' });
  });

  it('are refused for an input of 2⁴⁰ values', async () => {
    await expect(large(plus((b) => one(b, 1), ['n', 2 ** 40]))).rejects.toMatchObject({ code: 'engine/ports' });
  });
});

describe('loops that would not end', () => {
  it('are refused with their turns', async () => {
    const made: Made = (b) => looped(b, [1e9], one(b));
    await expect(large(plus(made))).rejects.toMatchObject({
      code: 'engine/large',
      message: expect.stringMatching(/'loop 1'\) runs its body 1000000000 times/),
    });
  });

  it('are refused with the turns of loops inside', async () => {
    const made: Made = (b) => looped(b, [1000, 1000, 1000], one(b));
    await expect(large(plus(made))).rejects.toMatchObject({ code: 'engine/large' });
  });

  it('are run where they end', async () => {
    const model = await large(plus((b) => looped(b, [3, 4], one(b))));
    expect((await model.logits({ data: new Float64Array(3), shape: [1, 3] })).data[0]).toBeLessThan(1);
    await model.dispose?.();
  });
});
