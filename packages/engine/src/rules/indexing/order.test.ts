import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GraphBuilder } from '../../graph/builder.js';
import { differentiate } from '../../graph/differentiate.js';
import { integers } from '../../graph/tensors.js';
import { probe } from '../../import/probe.js';
import { loadRuntime } from '../../runtime/load.js';
import { gradientError, graphOf, type GradientCase } from '../../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const list = (b: GraphBuilder, ...values: number[]): string => b.constant(integers(values));
const scalar = (b: GraphBuilder, value: number): string => b.constant({ ...integers([value]), shape: [] });
const error = (shape: readonly number[], nodes: Nodes): Promise<number> => gradientError({ shape, nodes });
const flag = fc.constantFrom(0, 1);

describe('rules of order', () => {
  it('TopK agrees with central differences over axes, largest and smallest, sorted or not', async () => {
    const axis = fc.constantFrom(1, 2, -1, -2);
    await fc.assert(
      fc.asyncProperty(axis, fc.integer({ min: 1, max: 3 }), flag, flag, async (along, k, largest, sorted) => {
        const nodes: Nodes = (b, x) => b.nodeOf(2, 'TopK', [x, list(b, k)], { axis: along, largest, sorted })[0]!;
        expect(await error([3, 4], nodes)).toBeLessThan(1e-8);
      }),
      { seed: 91, numRuns: 12 },
    );
  });

  it('TopK whose places are also used, and of equal values', async () => {
    const used: Nodes = (b, x) => {
      const [values, at] = b.nodeOf(2, 'TopK', [x, list(b, 2)]) as [string, string];
      return b.node('Add', [values, b.node('GatherElements', [b.node('Tanh', [x]), at], { axis: -1 })]);
    };
    expect(await error([3, 4], used)).toBeLessThan(1e-8);
    const all: Nodes = (b, x) =>
      b.nodeOf(2, 'TopK', [b.node('Concat', [x, x], { axis: 1 }), list(b, 6)], { axis: 1 })[0]!;
    const paired: Nodes = (b, x) => {
      const pairs = b.node('Reshape', [all(b, x), list(b, -1, 3, 2)]);
      return b.node('ReduceSum', [pairs, list(b, 2)], { keepdims: 0 });
    };
    expect(await error([3], paired)).toBeLessThan(1e-8);
  });

  it('CumSum agrees with central differences over axes, exclusive, reversed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 2, -1), flag, flag, async (axis, exclusive, reverse) => {
        const nodes: Nodes = (b, x) => b.node('CumSum', [x, scalar(b, axis)], { exclusive, reverse });
        expect(await error([3, 4], nodes)).toBeLessThan(1e-8);
      }),
      { seed: 92, numRuns: 12 },
    );
  });

  it('Trilu agrees with central differences above and below every diagonal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.option(fc.integer({ min: -2, max: 2 })), flag, async (k, upper) => {
        const nodes: Nodes = (b, x) => b.node('Trilu', [x, ...(k === null ? [] : [scalar(b, k)])], { upper });
        expect(await error([3, 4], nodes)).toBeLessThan(1e-8);
      }),
      { seed: 93, numRuns: 10 },
    );
  });

  it('ReverseSequence turns the first entries of each column', async () => {
    const nodes: Nodes = (b, x) => {
      const columns = b.node('Transpose', [x], { perm: [1, 2, 0] });
      return b.node('ReverseSequence', [columns, list(b, 1, 3, 2, 4)], { time_axis: 0, batch_axis: 1 });
    };
    expect(await error([4, 4], nodes)).toBeLessThan(1e-8);
  });

  it('Compress takes entries along an axis, and is refused across examples', async () => {
    const kept = (b: GraphBuilder) => b.constant({ type: 'bool', shape: [4], data: Uint8Array.of(0, 1, 0, 1) });
    expect(await error([3, 4], (b, x) => b.node('Compress', [x, kept(b)], { axis: 2 }))).toBeLessThan(1e-8);
    expect(await error([3, 4], (b, x) => b.node('Compress', [x, kept(b)], { axis: -1 }))).toBeLessThan(1e-8);
    const across = graphOf({ shape: [3, 4], nodes: (b, x) => b.node('Compress', [x, kept(b)]) });
    const { graph, types } = await probe(await loadRuntime('native', { threads: 1 }), across);
    expect(() => differentiate(graph, { of: 'y', wrt: ['x'] }, types)).toThrow(/Compress.*flattened batch/);
  });
});
