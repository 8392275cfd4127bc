import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../graph/builder.js';
import type { Graph } from '../graph/graph.js';
import { integers } from '../graph/tensors.js';
import { loadRuntime } from './load.js';

/** A pooling of windows of two over a row of numbers with zeros around it. */
function pooled(op: string, border: number, between: (b: GraphBuilder, x: string) => string = (_, x) => x): Graph {
  const b = new GraphBuilder('padded row');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 1, 4] });
  const padded = b.node('Pad', [x, b.constant(integers([0, 0, border, 0, 0, border]))]);
  b.output({
    name: b.node(op, [between(b, padded)], { kernel_shape: [2], strides: [2] }, 'y'),
    type: 'float32',
    shape: ['n', 1, border + 2],
  });
  return b.build();
}

describe.each(['native', 'wasm'] as const)('a Pad before a pooling, %s', (engine) => {
  const run = async (graph: Graph): Promise<number[]> => {
    const session = await (await loadRuntime(engine, { threads: 1 })).session(graph);
    const { y } = await session.run({ x: { data: Float32Array.of(-1, -2, -3, -4), shape: [1, 1, 4] } });
    await session.release();
    return Array.from(y!.data, Number);
  };

  it('counts as the zeros that it adds', async () => {
    expect(await run(pooled('MaxPool', 1))).toEqual([0, -2, 0]);
    expect(await run(pooled('AveragePool', 1))).toEqual([-0.5, -2.5, -2]);
    const cast = (b: GraphBuilder, x: string) => b.node('Cast', [x], { to: 1 });
    expect(await run(pooled('MaxPool', 1, cast))).toEqual([0, -2, 0]);
  });

  it('may be as wide as the window', async () => {
    expect(await run(pooled('MaxPool', 2))).toEqual([0, -1, -3, 0]);
    expect(await run(pooled('AveragePool', 2))).toEqual([0, -1.5, -3.5, 0]);
  });
});
