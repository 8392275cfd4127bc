import { describe, expect, it } from '@jest/globals';
import { denseGraph } from '../dense/graph.js';
import { network } from '../testing/networks.js';
import { loadRuntime } from './load.js';
import { queue } from './queue.js';
import { describeRuntime } from './runtime.js';

describe('loadRuntime', () => {
  it('says in one line what runs', async () => {
    expect(describeRuntime(await loadRuntime('native', { threads: 2 }))).toMatch(
      /^engine: native \(onnxruntime-node \d+\.\d+\.\d+, 2 threads\)$/,
    );
    expect(describeRuntime(await loadRuntime('wasm'))).toMatch(
      /^engine: wasm \(onnxruntime-web \d+\.\d+\.\d+, 1 thread\)$/,
    );
    expect((await loadRuntime('auto')).name).toBe('native');
  });

  it.each(['native', 'wasm'] as const)('names the graph when %s refuses it', async (choice) => {
    const runtime = await loadRuntime(choice);
    const graph = denseGraph(network([3, 2], { kind: 'relu' }), 'float32');
    const broken = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, op: 'NoSuchOperator' })) };
    await expect(runtime.session(broken)).rejects.toMatchObject({
      code: 'engine/runtime',
      message: expect.stringContaining('dense network'),
    });
    const session = await runtime.session(graph);
    await expect(session.run({ input: { data: new Float32Array(8), shape: [2, 4] } })).rejects.toMatchObject({
      code: 'engine/runtime',
    });
    await session.release();
    await expect(session.run({ input: { data: new Float32Array(3), shape: [1, 3] } })).rejects.toThrow(/released/);
  });
});

describe('queue', () => {
  it('runs one task at a time, in order, past failures', async () => {
    const enqueue = queue();
    const log: string[] = [];
    const task = (name: string) => async (): Promise<void> => {
      log.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      log.push(`${name} ends`);
      if (name === 'b') throw new Error('b');
    };
    const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => enqueue(task(name))));
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
