import { describe, expect, it } from '@jest/globals';
import type { GraphBuilder } from '../../graph/builder.js';
import { differentiate } from '../../graph/differentiate.js';
import { integers } from '../../graph/tensors.js';
import { probe } from '../../import/probe.js';
import { loadRuntime } from '../../runtime/load.js';
import { gradientError, graphOf, weights, type GradientCase } from '../../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const places = (b: GraphBuilder, shape: readonly number[], values: readonly number[]): string =>
  b.constant({ ...integers(values), shape });

const others = (b: GraphBuilder, shape: number[]): string => b.constant(weights(shape, 'float64', 4));

/** Examples side by side, so that places and others can be constants. */
const together = (b: GraphBuilder, x: string): string => b.node('Transpose', [x], { perm: [1, 2, 0] });

const rows = (b: GraphBuilder, x: string): string =>
  b.node('Reshape', [
    b.node('Slice', [together(b, b.node('Tanh', [x])), places(b, [1], [0]), places(b, [1], [2])]),
    places(b, [3], [2, 4, -1]),
  ]);

/** Rows 3 and 1, from either end, of [5, 4, n] values. */
const nd =
  (reduction: string, of: (b: GraphBuilder, x: string) => [string, string]): Nodes =>
  (b, x) => {
    const [data, updates] = of(b, x);
    return b.node('ScatterND', [data, places(b, [2, 1], [3, -4]), updates], { reduction });
  };

const elements =
  (reduction: string, axis: number, of: (b: GraphBuilder, x: string) => [string, string]): Nodes =>
  (b, x) => {
    const [data, updates] = of(b, x);
    const spread = b.node('Expand', [
      places(b, [2, 4, 1], axis === 1 ? [0, 1, 2, 3, 3, 2, 0, 1] : [4, 0, 1, 1, 2, 3, 0, -5]),
      b.node('Shape', [updates]),
    ]);
    return b.node('ScatterElements', [data, spread, updates], { axis, reduction });
  };

const both = (b: GraphBuilder, x: string): [string, string] => [together(b, x), rows(b, x)];
const dataOnly = (b: GraphBuilder, x: string): [string, string] => [
  together(b, x),
  b.node('Expand', [others(b, [2, 4, 1]), b.node('Shape', [rows(b, x)])]),
];
const updatesOnly = (b: GraphBuilder, x: string): [string, string] => [
  b.node('Expand', [others(b, [5, 4, 1]), b.node('Shape', [together(b, x)])]),
  rows(b, x),
];

const cases: [string, Nodes][] = ['none', 'add'].flatMap((reduction) =>
  (
    [
      ['both', both],
      ['what is written to', dataOnly],
      ['what is written', updatesOnly],
    ] as const
  ).flatMap(([what, of]): [string, Nodes][] => [
    [`ScatterND, ${reduction}, of ${what}`, nd(reduction, of)],
    [`ScatterElements, ${reduction}, of ${what}`, elements(reduction, 0, of)],
    [`ScatterElements along another axis, ${reduction}, of ${what}`, elements(reduction, 1, of)],
  ]),
);

describe('rules of scattering', () => {
  it.each(cases)('%s agrees with central differences', async (_, nodes) => {
    expect(await gradientError({ shape: [5, 4], nodes })).toBeLessThan(1e-8);
  });

  it('multiplies by constants, and refuses factors that depend on the input', async () => {
    for (const nodes of [nd('mul', dataOnly), elements('mul', 0, dataOnly)])
      expect(await gradientError({ shape: [5, 4], nodes })).toBeLessThan(1e-8);
    const { graph, types } = await probe(
      await loadRuntime('native', { threads: 1 }),
      graphOf({ shape: [5, 4], nodes: nd('mul', both) }),
    );
    expect(() => differentiate(graph, { of: 'y', wrt: ['x'] }, types)).toThrow(/ScatterND.*multiplies by values that/);
  });
});
