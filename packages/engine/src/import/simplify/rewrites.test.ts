import { describe, expect, it } from '@jest/globals';
import type { Rewritten } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Attribute, Constant, Dimension, ElementType, Graph } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { writeModel } from '../../onnx/model.js';
import { weights } from '../../testing/gradient.js';
import { onnxClassifier } from '../classifier.js';

type Nodes = (s: Steps, x: string) => string;

/** Adds nodes by the names of the test. */
class Steps {
  readonly b = new GraphBuilder('facts');

  node(name: string, op: string, inputs: string[], attributes: Record<string, Attribute> = {}): string {
    const value = this.b.fresh('value');
    this.b.append({ name, op, inputs, outputs: [value], attributes });
    return value;
  }

  list(...values: number[]): string {
    return this.b.constant(integers(values));
  }

  number(value: number, ...shape: number[]): string {
    return this.b.constant(filled('float32', shape, value));
  }
}

interface File {
  readonly opset?: number;
  readonly type?: ElementType;
  readonly shape?: readonly Dimension[];
  readonly nodes: Nodes;
}

function file({ opset = 17, type = 'float32', shape = ['n', 2, 4, 4], nodes }: File): Graph {
  const s = new Steps();
  const x = s.b.input({ name: 'x', type, shape });
  s.b.output({ name: nodes(s, x), type: 'float32', shape: [] });
  return { ...s.b.build(), sets: new Map([['', opset]]) };
}

/** Logits of a value with 32 numbers for each example. */
const dense = (s: Steps, value: string): string =>
  s.node('dense', 'MatMul', [
    s.node('rows', 'Reshape', [value, s.list(-1, 32)]),
    s.b.constant(weights([32, 3], 'float32', 1)),
  ]);

const conv = (s: Steps, x: string): string =>
  s.node('conv', 'Conv', [x, s.b.constant(weights([2, 2, 3, 3], 'float32', 2))], { pads: [1, 1, 1, 1] });

const normal = (s: Steps, x: string): string =>
  s.node('normal', 'BatchNormalization', [x, ...[1, 2, 3, 4].map((k) => s.number(k, 2))]);

const yes: Constant = { type: 'bool', shape: [], data: Uint8Array.of(1) };

function branch(op: string, x: string): { graph: Graph } {
  const b = new GraphBuilder(op);
  b.output({ name: b.node(op, [x], {}, `${op} made`), type: 'float32', shape: [] });
  return { graph: b.build() };
}

/** Each example's values in the other order, by places computed for the whole batch. */
function reversed(s: Steps, x: string): string {
  const count = s.node('count', 'Gather', [
    s.node('shape', 'Shape', [x]),
    s.b.constant({ ...integers([0]), shape: [] }),
  ]);
  const [zero, one] = [0, 1].map((k) => s.b.constant({ ...integers([k]), shape: [] })) as [string, string];
  const starts = s.node('starts', 'Mul', [s.node('range', 'Range', [zero, count, one]), s.list(32)]);
  const own = s.b.constant({ ...integers(Array.from({ length: 32 }, (_, k) => 31 - k)), shape: [1, 32] });
  const places = s.node('places', 'Add', [s.node('column', 'Unsqueeze', [starts, s.list(1)]), own]);
  return s.node('strided', 'Gather', [s.node('flat', 'Reshape', [x, s.list(-1)]), places], { axis: 0 });
}

const cases: readonly (readonly [rewrite: string, nodes: readonly string[], file: File])[] = [
  ['dropout taken as a copy', ['drop'], { nodes: (s, x) => dense(s, s.node('drop', 'Dropout', [x])) }],
  ['copies removed', ['cast'], { nodes: (s, x) => dense(s, s.node('cast', 'Cast', [x], { to: 1 })) }],
  ['copies removed', ['copy'], { nodes: (s, x) => dense(s, s.node('copy', 'Identity', [x])) }],
  [
    'operator set 9 written as 17',
    ['keep'],
    { opset: 9, nodes: (s, x) => dense(s, s.node('keep', 'Clip', [x], { min: { float: 0 }, max: { float: 1 } })) },
  ],
  ['operators written as others', ['soft'], { nodes: (s, x) => dense(s, s.node('soft', 'Softsign', [x])) }],
  [
    'known values made constant',
    ['last', 'real'],
    {
      nodes: (s, x) => {
        const last = s.node('last', 'Gather', [s.node('shape', 'Shape', [x]), s.list(3)]);
        return dense(s, s.node('scaled', 'Mul', [x, s.node('real', 'Cast', [last], { to: 1 })]));
      },
    },
  ],
  ['strided places taken within each example', ['strided'], { nodes: (s, x) => dense(s, reversed(s, x)) }],
  [
    'branches taken and loops unrolled',
    ['if'],
    {
      nodes: (s, x) =>
        dense(
          s,
          s.node('if', 'If', [s.b.constant(yes)], { then_branch: branch('Tanh', x), else_branch: branch('Sin', x) }),
        ),
    },
  ],
  ['end cut off', ['soft'], { nodes: (s, x) => s.node('soft', 'Softmax', [dense(s, x)]) }],
  ['unused nodes left out', ['soft'], { nodes: (s, x) => s.node('soft', 'Softmax', [dense(s, x)]) }],
  ['batch normalisation folded', ['conv', 'normal'], { nodes: (s, x) => dense(s, normal(s, conv(s, x))) }],
  [
    'activation put after its maximum',
    ['relu', 'pool'],
    {
      nodes: (s, x) => {
        const pooled = s.node('pool', 'MaxPool', [s.node('relu', 'Relu', [conv(s, x)])], { kernel_shape: [1, 1] });
        return dense(s, pooled);
      },
    },
  ],
  [
    'whole numbers taken as real ones',
    ['x', 'whole'],
    {
      type: 'int32',
      nodes: (s, x) => dense(s, s.node('cast', 'Cast', [s.node('whole', 'Cast', [x], { to: 7 })], { to: 1 })),
    },
  ],
  [
    'input rounded to whole numbers',
    ['x'],
    {
      type: 'int32',
      nodes: (s, x) => dense(s, s.node('cast', 'Cast', [s.node('size', 'Abs', [x])], { to: 1 })),
    },
  ],
  ['axis for the batch added', ['x'], { shape: [2, 4, 4], nodes: dense }],
];

describe('rewrites among the facts', () => {
  it.each(cases)('%s: %j', async (rewrite, nodes, given) => {
    const model = await onnxClassifier(writeModel(file(given)), { imageShape: [4, 4, 2], bounds: [0, 255] });
    const found = model.facts!['rewrites'] as readonly Rewritten[];
    expect(found.map((each) => each.rewrite)).toContain(rewrite);
    expect(found.find((each) => each.rewrite === rewrite)!.nodes).toEqual(expect.arrayContaining([...nodes]));
    await model.dispose?.();
  });

  it('are none where nothing was rewritten', async () => {
    const model = await onnxClassifier(writeModel(file({ nodes: (s, x) => dense(s, conv(s, x)) })));
    expect(model.facts).not.toHaveProperty('rewrites');
    await model.dispose?.();
  });
});
