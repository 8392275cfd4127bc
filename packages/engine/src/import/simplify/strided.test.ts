import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../../graph/builder.js';
import { integers } from '../../graph/tensors.js';
import { loadRuntime } from '../../runtime/load.js';
import { gradientError, type GradientCase } from '../../testing/gradient.js';
import { probe } from '../probe.js';
import type { Typed } from '../typed.js';
import { prune } from './prune.js';

type Nodes = GradientCase['nodes'];

const list = (b: GraphBuilder, ...values: number[]): string => b.constant(integers(values));
const scalar = (b: GraphBuilder, value: number): string => b.constant({ ...integers([value]), shape: [] });

/** Places `b · step + own` for every example b, in the shape [n, …shape]. */
function places(b: GraphBuilder, x: string, step: number, shape: readonly number[], own: readonly number[]): string {
  const count = b.node('Gather', [b.node('Shape', [x]), scalar(b, 0)]);
  const numbers = b.node('Range', [scalar(b, 0), count, scalar(b, 1)]);
  const rows = b.node('Reshape', [b.node('Mul', [numbers, scalar(b, step)]), list(b, -1, ...shape.map(() => 1))]);
  return b.node('Add', [rows, b.constant({ ...integers(own), shape: [1, ...shape] })]);
}

const flat = (b: GraphBuilder, x: string): string => b.node('Reshape', [x, list(b, -1)]);

/** `as_strided` of [n, 6] values, as PyTorch exports it. */
const strided =
  (step: number, shape: readonly number[], own: readonly number[]): Nodes =>
  (b, x) =>
    b.node('Gather', [flat(b, x), places(b, x, step, shape, own)], { axis: 0 });

async function probed(nodes: Nodes, batch: number | 'n' = 'n'): Promise<Typed> {
  const b = new GraphBuilder('strided');
  b.node('Identity', [nodes(b, b.input({ name: 'x', type: 'float64', shape: [batch, 6] }))], {}, 'y');
  b.output({ name: 'y', type: 'float64', shape: [] });
  return probe(await loadRuntime('native', { threads: 1 }), b.build());
}

const operators = ({ graph }: Typed): string[] => prune(graph).nodes.map(({ op }) => op);

const all = [0, 1, 2, 3, 4, 5];

describe('as_strided', () => {
  it('of all values in order is a reshape', async () => {
    expect(operators(await probed(strided(6, [3, 2], all)))).toEqual(['Reshape', 'Reshape', 'Identity']);
    expect(await gradientError({ shape: [6], nodes: strided(6, [3, 2], all) })).toBeLessThan(1e-8);
  });

  it.each([
    ['windows that overlap', [2, 4], [0, 1, 2, 3, 2, 3, 4, 5]],
    ['another order', [6], [5, 4, 3, 2, 1, 0]],
    ['some of the values', [2], [1, 4]],
  ])('of %s is a Gather within each example', async (_, shape, own) => {
    const { graph } = await probed(strided(6, shape, own));
    const gather = graph.nodes.find(({ op }) => op === 'Gather' && op.length)!;
    expect(graph.nodes.filter(({ op, attributes }) => op === 'Gather' && attributes['axis'] === 1)).toHaveLength(1);
    expect(gather).toBeDefined();
    expect(await gradientError({ shape: [6], nodes: strided(6, shape, own) })).toBeLessThan(1e-8);
  });

  it('with the examples along another axis, and with several values for each along it', async () => {
    const last: Nodes = (b, x) => {
      const turned = b.node('Transpose', [places(b, x, 6, [2, 2], [1, 0, 3, 5])], { perm: [1, 0, 2] });
      return b.node('Gather', [flat(b, x), turned], { axis: 0 });
    };
    expect(await gradientError({ shape: [6], nodes: last })).toBeLessThan(1e-8);
    const merged: Nodes = (b, x) =>
      b.node('Gather', [flat(b, x), b.node('Reshape', [places(b, x, 6, [3], [2, 0, 2]), list(b, -1)])], { axis: 0 });
    expect(await gradientError({ shape: [6], nodes: merged })).toBeLessThan(1e-8);
    const rows: Nodes = (b, x) =>
      b.node('Gather', [b.node('Reshape', [x, list(b, -1, 2)]), places(b, x, 3, [2], [2, 0])], { axis: 0 });
    expect(await gradientError({ shape: [6], nodes: rows })).toBeLessThan(1e-8);
  });

  it.each([
    ['further apart than the examples are', 7, [3], [0, 1, 2]],
    ['closer than the examples are', 5, [3], [0, 1, 2]],
    ['beyond the example', 6, [1], [-1]],
  ])('at places %s is not folded', async (_, step, shape, own) => {
    const nodes: Nodes = (b, x) => {
      const wide = b.node('Concat', [flat(b, x), flat(b, x)], { axis: 0 });
      return b.node(
        'Gather',
        [b.node('Slice', [wide, list(b, 0), b.node('Shape', [flat(b, x)])]), places(b, x, step, shape, own)],
        { axis: 0 },
      );
    };
    const kept = (await probed(nodes).catch(() => undefined)) ?? { graph: { nodes: [] } };
    expect(kept.graph.nodes.some(({ op, attributes }) => op === 'Gather' && attributes['axis'] === 1)).toBe(false);
  });

  it('at places that are cut off from some number of examples on is not folded', async () => {
    const cut: Nodes = (b, x) =>
      b.node('Gather', [flat(b, x), b.node('Min', [places(b, x, 6, [6], all), list(b, 17)])], { axis: 0 });
    const found = await probed(cut);
    expect(found.graph.nodes.some(({ op }) => op === 'Min')).toBe(true);
    expect(found.graph.nodes.filter(({ op }) => op === 'Gather').length).toBeGreaterThan(0);
  });

  it('with one example baked in runs in batches of one', async () => {
    const one: Nodes = (b, x) => {
      const taken = b.node('Gather', [flat(b, x), b.constant({ ...integers(all), shape: [1, 6] })], { axis: 0 });
      return b.node('Tanh', [taken]);
    };
    const found = await probed(one, 1);
    expect(found.batch).toBe(1);
    expect(operators(found)).toEqual(['Reshape', 'Reshape', 'Tanh', 'Identity']);
  });
});
