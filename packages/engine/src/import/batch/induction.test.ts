import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GraphBuilder } from '../../graph/builder.js';
import type { Attribute, Graph } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { data, difference } from '../../testing/networks.js';
import { weights } from '../../testing/gradient.js';
import { rawOutput } from '../../testing/raw.js';
import { loadRuntime } from '../../runtime/load.js';
import { graphClassifier } from '../classifier.js';
import { probe } from '../probe.js';
import { prune } from '../simplify/prune.js';

type Nodes = (b: GraphBuilder, x: string) => string;
type Attributes = Record<string, Attribute>;

const list = (b: GraphBuilder, ...values: number[]): string => b.constant(integers(values));
const scalar = (b: GraphBuilder, value: number): string => b.constant({ ...integers([value]), shape: [] });
const count = (b: GraphBuilder, x: string): string => b.node('Gather', [b.node('Shape', [x]), list(b, 0)]);
const real = (b: GraphBuilder, value: string): string => b.node('Cast', [value], { to: 1 });

/** Inputs [n, 2, 6], some nodes, and a product to three logits. */
function model(nodes: Nodes, batch: string | number = 'n'): Graph {
  const b = new GraphBuilder('batches');
  const x = b.input({ name: 'x', type: 'float32', shape: [batch, 2, 6] });
  const rows = b.node('Reshape', [nodes(b, x), list(b, -1, 12)]);
  b.node('MatMul', [rows, b.constant(weights([12, 3], 'float32', 1))], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: [batch, 3] });
  return b.build();
}

/** x times a number that is made from the number of examples. */
const scaledBy =
  (make: (b: GraphBuilder, n: string) => string): Nodes =>
  (b, x) =>
    b.node('Mul', [x, real(b, make(b, count(b, x)))]);

/** x in a shape that is made from its own. */
const shapedBy =
  (make: (b: GraphBuilder, x: string) => string): Nodes =>
  (b, x) =>
    b.node('Reshape', [x, make(b, x)]);

const joined = (b: GraphBuilder, ...parts: string[]): string => b.node('Concat', parts, { axis: 0 });
const op =
  (name: string, ...more: number[]) =>
  (b: GraphBuilder, n: string): string =>
    b.node(name, [n, ...more.map((each) => list(b, each))]);
const where = (b: GraphBuilder, n: string): string =>
  b.node('Where', [b.node('Greater', [n, list(b, 8)]), list(b, 7), list(b, 1)]);
/** x times the number of windows along the examples. */
const windowed =
  (name: string, attributes: Attributes): Nodes =>
  (b, x) => {
    const windows = b.node(name, [b.node('Transpose', [x], { perm: [1, 2, 0] })], attributes);
    return b.node('Mul', [x, real(b, b.node('Gather', [b.node('Shape', [windows]), scalar(b, 2)]))]);
  };

const doubtful: readonly (readonly [string, Nodes, string])[] = [
  ['the larger of the number and 4', scaledBy(op('Max', 4)), 'Max'],
  ['the number clipped from below', scaledBy((b, n) => b.node('Clip', [n, scalar(b, 4)])), 'Clip'],
  ['another number from 9 examples on', scaledBy(where), 'Greater'],
  ['the number by 8, rounded down', scaledBy((b, n) => op('Add', 1)(b, op('Div', 8)(b, n))), 'Div'],
  ['the smaller of the rest by 8 and 1', scaledBy((b, n) => op('Min', 1)(b, op('Mod', 8)(b, n))), 'Min'],
  ['whether the number is 5', scaledBy((b, n) => op('Equal', 5)(b, n)), 'Equal'],
  [
    'a product of degree 3',
    scaledBy((b, n) => {
      const factors = [1, 2, 3].map((k) => op('Sub', k)(b, n)) as [string, string, string];
      return b.node('Mul', [b.node('Mul', [factors[0], factors[1]]), factors[2]]);
    }),
    'Mul',
  ],
  [
    'whether the number is 1, less a polynomial that is the same for 1, 2 and 3',
    scaledBy((b, n) => {
      const factors = [2, 3].map((k) => op('Sub', k)(b, n)) as [string, string];
      const parabola = op('Div', 2)(b, b.node('Mul', factors));
      const single = b.node('Cast', [op('Equal', 1)(b, n)], { to: 7 });
      return op('Add', 1)(b, b.node('Sub', [single, parabola]));
    }),
    'Sub',
  ],
  [
    'a quotient less a polynomial that is the same for 1, 2 and 3',
    scaledBy((b, n) => {
      const quotient = b.node('Div', [list(b, 6), n]);
      return b.node('Sub', [quotient, b.node('Sub', [b.node('Mul', [n, n]), op('Mul', 6)(b, n)])]);
    }),
    'Sub',
  ],
  ['windows of eight along the examples', windowed('MaxPool', { kernel_shape: [1], strides: [8] }), 'MaxPool'],
  [
    'a part along the examples',
    (b, x) => b.node('Mul', [x, b.node('ReduceSum', [b.node('Sign', [b.node('Slice', [x, list(b, 3), list(b, 9)])])])]),
    'Slice',
  ],
  [
    'as many values as are not 0',
    (b, x) => b.node('Mul', [x, real(b, b.node('Size', [b.node('NonZero', [b.node('Sign', [x])])]))]),
    'NonZero',
  ],
];

const certain: readonly (readonly [string, Nodes])[] = [
  ['sizes picked and joined', shapedBy((b, x) => joined(b, count(b, x), list(b, 3, -1)))],
  [
    'the sizes of another shape',
    shapedBy((b, x) => {
      const shape = b.node('Shape', [b.node('Reshape', [x, joined(b, count(b, x), list(b, 4, 3))])]);
      return joined(b, b.node('Slice', [shape, list(b, 0), list(b, 2)]), list(b, -1));
    }),
  ],
  [
    'all values by the number of examples',
    shapedBy((b, x) => {
      const share = b.node('Div', [b.node('Size', [x]), b.node('Squeeze', [count(b, x)])]);
      return joined(b, list(b, -1), b.node('Unsqueeze', [share, list(b, 0)]));
    }),
  ],
  [
    'a size in place of a −1',
    (b, x) => {
      const wanted = joined(b, count(b, x), list(b, -1, 6));
      const given = b.node('Equal', [wanted, list(b, -1)]);
      return b.node('Expand', [x, b.node('Where', [given, list(b, 1), wanted])]);
    },
  ],
  ['the larger of the number and 1', shapedBy((b, x) => joined(b, op('Max', 1)(b, count(b, x)), list(b, 12)))],
  ['all of the examples', (b, x) => b.node('Slice', [x, list(b, 0, 0), list(b, 2 ** 40, 2 ** 40), list(b, 0, 1)])],
  [
    'the half of a size',
    (b, x) => {
      const last = b.node('Gather', [b.node('Shape', [x]), list(b, 2)]);
      const half = b.node('Div', [last, list(b, 2)]);
      const parts = [
        [list(b, 0), half],
        [half, last],
      ].map(([from, to]) => b.node('Slice', [x, from!, to!, list(b, 2)]));
      return b.node('Concat', [b.node('Tanh', [parts[0]!]), parts[1]!], { axis: 2 });
    },
  ],
  [
    'a row for each example',
    (b, x) => {
      const numbers = b.node('Range', [scalar(b, 0), b.node('Squeeze', [count(b, x)]), scalar(b, 1)]);
      const zeros = b.node('Mul', [real(b, numbers), b.constant(filled('float32', [], 0))]);
      return b.node('Add', [x, b.node('Unsqueeze', [zeros, list(b, 1, 2)])]);
    },
  ],
];

const doubtOf = async (graph: Graph): Promise<string | undefined> =>
  (await probe(await loadRuntime('native', { threads: 1 }), prune(graph))).doubtful?.op;

const inputs = { data: data(10, 12).data.map(Math.abs), shape: [10, 2, 6] };

/** Logits of the file for each example alone. */
async function alone(graph: Graph): Promise<Float64Array> {
  const rows = await Promise.all(
    Array.from({ length: 10 }, (_, k) =>
      rawOutput(graph, { data: inputs.data.slice(12 * k, 12 * k + 12), shape: [1, 2, 6] }),
    ),
  );
  return Float64Array.from(rows.flatMap((row) => [...row]));
}

describe('what one, two and three examples tell', () => {
  it.each(doubtful)('does not hold for more without proof: %s', async (_, nodes, operator) => {
    const graph = model(nodes);
    expect(await doubtOf(graph)).toBe(operator);
    const found = await graphClassifier(graph).catch((error: { code: string }) => error.code);
    if (found === 'engine/batch') return;
    if (typeof found === 'string') throw new Error(found);
    expect(found.facts!['examples at once']).toContain(`at most 3: operator ${operator} `);
    expect(difference((await found.logits(inputs)).data, await alone(graph))).toBeLessThan(1e-6);
    await found.dispose!();
  });

  it.each(certain)('holds for more: %s', async (_, nodes) => {
    const graph = model(nodes);
    expect(await doubtOf(graph)).toBeUndefined();
    const found = await graphClassifier(graph);
    expect(found.facts).not.toHaveProperty('examples at once');
    expect(difference((await found.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    await found.dispose!();
  });

  it('is said of polynomials only that it holds for more', async () => {
    const runtime = await loadRuntime('native', { threads: 1 });
    const operators = fc.constantFrom('Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Mod');
    const steps = fc.array(fc.tuple(operators, fc.integer({ min: 1, max: 12 }), fc.boolean()), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(steps, async (choices) => {
        const graph = model(
          scaledBy((b, n) =>
            choices.reduce((value, [name, k, squared]) => {
              const other = squared ? (name === 'Div' || name === 'Mod' ? list(b, k) : n) : list(b, k);
              return b.node(name, [value, other]);
            }, n),
          ),
        );
        const { graph: known, doubtful: doubt } = await probe(runtime, prune(graph));
        if (doubt) return;
        const some = { data: new Float64Array(120).fill(1), shape: [10, 2, 6] };
        const same = { ...known, inputs: known.inputs.map((port) => ({ ...port, shape: ['n', 2, 6] })) };
        expect(await rawOutput(same, some)).toEqual(await rawOutput(graph, some));
      }),
      { numRuns: 60, seed: 3 },
    );
  }, 120_000);

  it('leaves a file that was made for so many examples with these where it is in doubt', async () => {
    const graph = model(scaledBy(op('Max', 4)), 5);
    const found = await probe(await loadRuntime('native', { threads: 1 }), prune(graph));
    expect([found.batch, found.doubtful]).toEqual([5, undefined]);
    const five = { data: inputs.data.slice(0, 60), shape: [5, 2, 6] };
    const classifier = await graphClassifier(graph);
    expect(difference((await classifier.logits(five)).data, await rawOutput(graph, five))).toBeLessThan(1e-6);
    await classifier.dispose!();
  });
});
