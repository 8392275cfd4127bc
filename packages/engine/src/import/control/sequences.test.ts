import { describe, expect, it } from '@jest/globals';
import type { Rewritten } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Graph } from '../../graph/graph.js';
import { integers } from '../../graph/tensors.js';
import { writeModel } from '../../onnx/model.js';
import { weights } from '../../testing/gradient.js';
import { data, difference } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { expectSlopes } from '../../testing/slopes.js';
import { onnxClassifier } from '../classifier.js';

type Body = (b: GraphBuilder, x: string) => string;

const one = (value: number): Constant => ({ ...integers([value]), shape: [] });
const inputs = data(5, 6);

/** Six inputs, nodes that make `width` numbers of them, and a product to three logits. */
function file(body: Body, width: number): Graph {
  const b = new GraphBuilder('sequences');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 6] });
  b.node('MatMul', [body(b, x), b.constant(weights([width, 3], 'float32', 1))], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: ['n', 3] });
  return b.build();
}

const at = (b: GraphBuilder, sequence: string, place: number): string =>
  b.node('SequenceAt', [sequence, b.constant(one(place))]);
const tanh = (b: GraphBuilder, x: string): string => b.node('Tanh', [x]);

/** Lists that grow turn by turn, as TorchScript writes `rows.append(…)`. */
const grown: Body = (b, x) => {
  const first = b.node('SequenceInsert', [b.node('SequenceEmpty', []), x]);
  const second = b.node('SequenceInsert', [first, tanh(b, x), b.constant(one(0))]);
  const third = b.node('SequenceInsert', [b.node('Identity', [second]), b.node('Exp', [x])]);
  const erased = b.node('SequenceErase', [third, b.constant(one(1))]);
  const length = b.node('Cast', [b.node('SequenceLength', [erased])], { to: 1 });
  const all = b.node('ConcatFromSequence', [erased], { axis: 1, new_axis: 1 });
  return b.node('Mul', [b.node('ReduceSum', [all, b.constant(integers([1]))], { keepdims: 0 }), length]);
};

/** A loop that carries a list, as often as a value says. */
const looped = (b: GraphBuilder, x: string, count: string): string => {
  const inside = new GraphBuilder('turn');
  inside.input({ name: 'k', type: 'int64', shape: [] });
  inside.input({ name: 'going', type: 'bool', shape: [] });
  inside.input({ name: 'rows', type: 'float32', shape: [], inferred: true });
  const next = inside.node('Mul', [x, inside.node('Cast', ['k'], { to: 1 }, 'turn')], {}, 'next');
  inside.output({ name: inside.node('Identity', ['going'], {}, 'on'), type: 'bool', shape: [] });
  const more = inside.node('SequenceInsert', ['rows', next], {}, 'more');
  inside.output({ name: more, type: 'float32', shape: [], inferred: true });
  const body = { graph: inside.build() };
  b.append({
    name: 'loop',
    op: 'Loop',
    inputs: [count, '', b.node('SequenceEmpty', [])],
    outputs: ['list'],
    attributes: { body },
  });
  return b.node('ConcatFromSequence', ['list'], { axis: 1 });
};

const cases: [string, Body, number][] = [
  ['one of several values', (b, x) => at(b, b.node('SequenceConstruct', [x, tanh(b, x)]), -1), 6],
  [
    'all put together',
    (b, x) => b.node('ConcatFromSequence', [b.node('SequenceConstruct', [tanh(b, x), x])], { axis: 1 }),
    12,
  ],
  ['a list that grows and shrinks', grown, 6],
  [
    'parts of one size',
    (b, x) => {
      const parts = b.node('SplitToSequence', [x, b.constant(one(2))], { axis: 1 });
      return b.node('Mul', [at(b, parts, 0), tanh(b, at(b, parts, 2))]);
    },
    2,
  ],
  [
    'parts of listed sizes',
    (b, x) => {
      const parts = b.node('SplitToSequence', [x, b.constant(integers([1, 2, 3]))], { axis: 1 });
      return b.node('ConcatFromSequence', [b.node('SequenceErase', [parts])], { axis: 1 });
    },
    3,
  ],
  [
    'columns without their axis',
    (b, x) => {
      const parts = b.node('SplitToSequence', [x], { axis: 1, keepdims: 0 });
      return b.node('Unsqueeze', [
        b.node('Mul', [at(b, parts, 0), tanh(b, at(b, parts, 4))]),
        b.constant(integers([1])),
      ]);
    },
    1,
  ],
  ['a value that may be left out', (b, x) => b.node('OptionalGetElement', [b.node('Optional', [tanh(b, x)])]), 6],
];

describe('sequences', () => {
  it.each(cases)('%s: the logits of the file, and gradients as central differences', async (_, body, width) => {
    const graph = file(body, width);
    const found = await onnxClassifier(writeModel(graph), { engine: 'native', threads: 1 });
    expect(difference((await found.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    expect((found.facts!['rewrites'] as readonly Rewritten[]).map(({ rewrite }) => rewrite)).toContain(
      'sequences taken as their values',
    );
    expect(found.facts).not.toHaveProperty('examples at once');
    await expectSlopes(found, inputs, 6, 3e-3);
    await found.dispose!();
  });

  it('carried by a loop of a known number of turns: gradients', async () => {
    const graph = file((b, x) => looped(b, x, b.constant(one(3))), 18);
    const found = await onnxClassifier(writeModel(graph), { engine: 'native', threads: 1 });
    expect(difference((await found.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    await expectSlopes(found, inputs, 6, 3e-3);
    await found.dispose!();
  });

  it('carried by a loop whose turns the input decides: the logits of every input alone', async () => {
    const graph = file((b, x) => {
      const some = b.node('ReduceMax', [b.node('Mul', [x, b.constant(weights([1], 'float32', 1))])], { keepdims: 0 });
      const more = b.node('Add', [b.node('Cast', [some], { to: 7 }), b.constant(one(2))]);
      return b.node('ReduceSum', [looped(b, x, more), b.constant(integers([1]))]);
    }, 1);
    const found = await onnxClassifier(writeModel(graph), { engine: 'native', threads: 1 });
    expect(found.gradientStop).toBeDefined();
    expect(difference((await found.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    await found.dispose!();
  });

  it('whose values are not known stay, and offer logits only, with the reason', async () => {
    const graph = file((b, x) => {
      const place = b.node('Mul', [b.constant(one(1)), b.constant(one(1))]);
      return b.node('SequenceAt', [b.node('SequenceConstruct', [x, tanh(b, x)], {}, 'list'), place]);
    }, 6);
    const found = await onnxClassifier(writeModel(graph), { engine: 'native', threads: 1 });
    expect(found.gradientStop?.reason).toBe(
      "operator SequenceConstruct (node 'list') makes a sequence, which no gradient passes",
    );
    expect(difference((await found.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    await found.dispose!();
  });
});
