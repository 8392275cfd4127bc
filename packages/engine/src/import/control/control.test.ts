import { describe, expect, it } from '@jest/globals';
import { isDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Graph } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { data, difference } from '../../testing/networks.js';
import { weights } from '../../testing/gradient.js';
import { rawOutput } from '../../testing/raw.js';
import { expectSlopes } from '../../testing/slopes.js';
import { graphClassifier } from '../classifier.js';

const truth = (value: number): Constant => ({ type: 'bool', shape: [], data: Uint8Array.of(value) });
const count = (value: number): Constant => ({ ...integers([value]), shape: [] });
const none = { type: 'float32', shape: [] } as const;

/** A branch that computes from the value `x` around it. */
function branch(op: string): { graph: Graph } {
  const b = new GraphBuilder(op);
  b.node(op, ['x'], {}, 'inner');
  b.output({ name: b.node('Add', ['inner', b.constant(filled('float32', [], 0.5), 'half')], {}, 'made'), ...none });
  return { graph: b.build() };
}

/** v ↦ tanh(v) + w (k + 1), with w captured; the rows v as a scan. */
function body(cond: (b: GraphBuilder) => string): { graph: Graph } {
  const b = new GraphBuilder('body');
  b.input({ name: 'k', type: 'int64', shape: [] });
  b.input({ name: 'going', type: 'bool', shape: [] });
  b.input({ name: 'v', type: 'float32', shape: ['n', 4] });
  const turn = b.node('Cast', ['k'], { to: 1 }, 'turn');
  const shift = b.node(
    'Mul',
    ['w', b.node('Add', [turn, b.constant(filled('float32', [], 1), 'one')], {}, 'next')],
    {},
    'shift',
  );
  const next = b.node('Add', [b.node('Tanh', ['v'], {}, 'bent'), shift], {}, 'after');
  b.output({ name: cond(b), type: 'bool', shape: [] });
  b.output({ name: next, ...none });
  b.output({ name: b.node('Mul', ['v', 'v'], {}, 'row'), ...none });
  return { graph: b.build() };
}

/** Four inputs, some nodes, and a product to three logits. */
function model(nodes: (b: GraphBuilder) => string): Graph {
  const b = new GraphBuilder('control');
  b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
  b.constant(weights([4], 'float32', 5), 'w');
  b.node('MatMul', [nodes(b), b.constant(weights([4, 3], 'float32', 1))], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: ['n', 3] });
  return b.build();
}

const when = (b: GraphBuilder, condition: string): string =>
  b.node('If', [condition], { then_branch: branch('Tanh'), else_branch: branch('Sin') }, 'chosen');

const byShape = (width: number) =>
  model((b) => {
    const size = b.node('Gather', [b.node('Shape', ['x']), b.constant(count(1))]);
    return when(b, b.node('Equal', [size, b.constant(count(width))]));
  });
const byValue = model((b) =>
  when(b, b.node('Greater', [b.node('ReduceSum', ['x'], { keepdims: 0 }), b.constant(filled('float32', [], 0))])),
);
const nested = model((b) => {
  const outer = new GraphBuilder('outer');
  outer.output({ name: when(outer, outer.node('Identity', ['no'], {}, 'copy')), ...none });
  b.constant(truth(0), 'no');
  return b.node(
    'If',
    [b.constant(truth(1))],
    { then_branch: { graph: outer.build() }, else_branch: branch('Cos') },
    'both',
  );
});
const looped = (cond: (b: GraphBuilder) => string, trips = 3) =>
  model((b) => {
    const inputs = [b.constant(count(trips)), '', 'x'];
    b.append({ name: 'loop', op: 'Loop', inputs, outputs: ['last', 'rows'], attributes: { body: body(cond) } });
    return b.node('Add', ['last', b.node('ReduceSum', ['rows', b.constant(integers([0]))], { keepdims: 0 })]);
  });
const going = (b: GraphBuilder): string => b.node('Identity', ['going'], {}, 'on');
const always = (b: GraphBuilder): string => b.constant(truth(1), 'always');
const breaking = (b: GraphBuilder): string =>
  b.node(
    'Less',
    [b.node('ReduceMax', ['after'], { keepdims: 0 }, 'top'), b.constant(filled('float32', [], 2), 'limit')],
    {},
    'on',
  );

const inputs = data(3, 4);

describe('branches and loops', () => {
  it.each<[string, Graph]>([
    ['the first branch, by the shape', byShape(4)],
    ['the second branch, by the shape', byShape(5)],
    ['a branch inside of a branch', nested],
    ['a loop that hands its condition on', looped(going)],
    ['a loop whose condition is true', looped(always)],
    ['a loop of one turn', looped(always, 1)],
  ])('%s: logits as the runtime gives them, gradients as central differences', async (_, graph) => {
    const found = await graphClassifier(graph);
    expect(difference((await found.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    await expectSlopes(found, inputs, 12, 2e-3);
    await found.dispose!();
  });

  it.each<[string, Graph, string, string]>([
    ['a branch chosen by the values', byValue, 'If', 'chosen'],
    ['a loop that may end early', looped(breaking), 'Loop', 'loop'],
  ])('%s stays, and offers logits only', async (_, graph, op, node) => {
    const one = { data: inputs.data.slice(0, 4), shape: [1, 4] };
    const fixed = { ...graph, inputs: [{ ...graph.inputs[0]!, shape: [1, 4] }] };
    const found = await graphClassifier(fixed).catch((error: unknown) => error as Error);
    if (found instanceof Error) throw found;
    expect(isDifferentiable(found)).toBe(false);
    expect(found.gradientStop).toMatchObject({ op, node });
    expect(difference((await found.logits(one)).data, await rawOutput(fixed, one))).toBeLessThan(1e-6);
  });
});
