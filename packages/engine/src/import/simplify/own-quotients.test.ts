import { describe, expect, it } from '@jest/globals';
import { asDifferentiable, type Rewritten } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Graph } from '../../graph/graph.js';
import { filled } from '../../graph/tensors.js';
import { rawOutput } from '../../testing/raw.js';
import { graphClassifier } from '../classifier.js';

const REWRITE = 'values divided by themselves taken as 1';
const POWER = 0.4;

/** ((x + x/x)^λ − x/x) / λ with a number in place of NaN, as skl2onnx writes the power transform of Yeo and Johnson for x ≥ 0. */
function transform(instead: number): Graph {
  const b = new GraphBuilder('transform');
  const number = (value: number): string => b.constant(filled('float64', [], value));
  const x = b.input({ name: 'x', type: 'float64', shape: ['n', 2] });
  const one = b.node('Div', [x, x]);
  const power = b.node('Pow', [b.node('Add', [x, one]), number(POWER)]);
  const value = b.node('Div', [b.node('Sub', [power, one]), number(POWER)]);
  b.node('Where', [b.node('IsNaN', [value]), number(instead), value], {}, 'y');
  b.output({ name: 'y', type: 'float64', shape: ['n', 2] });
  return b.build();
}

const inputs = { data: Float64Array.of(0, 0.5, -0, 2), shape: [2, 2] };

async function read(graph: Graph) {
  const model = asDifferentiable(await graphClassifier(graph, { engine: 'native', threads: 1 }));
  const { logits, backward } = await model.vjp(inputs);
  const gradient = await backward({ data: Float64Array.of(1, 1, 1, 1), shape: [2, 2] });
  const rewrites = (model.facts!['rewrites'] as readonly Rewritten[] | undefined)?.map(({ rewrite }) => rewrite) ?? [];
  await model.dispose?.();
  return { logits: logits.data, gradient: gradient.data, rewrites };
}

describe('values divided by themselves', () => {
  it('are 1 where what follows says so of 0, and have the gradient of that', async () => {
    const graph = transform(0);
    const { logits, gradient, rewrites } = await read(graph);
    expect(rewrites).toContain(REWRITE);
    expect([...logits]).toEqual([...(await rawOutput(graph, inputs))].map((value) => expect.closeTo(value, 12)));
    const slopes = inputs.data.map((x) => (1 + x) ** (POWER - 1));
    expect([...gradient]).toEqual([...slopes].map((slope) => expect.closeTo(slope, 12)));
  });

  it('stay where another number is put in place of NaN, and give no gradient there', async () => {
    const graph = transform(7);
    const { logits, gradient, rewrites } = await read(graph);
    expect(rewrites).not.toContain(REWRITE);
    expect([...logits]).toEqual([7, expect.closeTo((1.5 ** POWER - 1) / POWER, 12), 7, expect.anything()]);
    expect([...gradient].map(Number.isNaN)).toEqual([true, false, true, false]);
  });
});
