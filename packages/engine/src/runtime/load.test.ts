import { describe, expect, it } from '@jest/globals';
import { denseGraph } from '../dense/graph.js';
import { network } from '../testing/networks.js';
import { loadRuntime } from './load.js';
import { queue } from './queue.js';
import { describeRuntime, resultIdentity, type RuntimeIdentity } from './runtime.js';

describe('loadRuntime', () => {
  it('says what computes, as data and in one line', async () => {
    const { identity } = await loadRuntime('native', { threads: 2 });
    expect(identity).toEqual({
      name: 'native',
      package: 'onnxruntime-node',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      provider: 'cpu',
      precision: 'float32',
      threads: 2,
    });
    expect(describeRuntime(identity)).toBe(`native (onnxruntime-node ${identity.version}, 2 threads)`);
    const wasm = (await loadRuntime('wasm')).identity;
    expect(wasm).toMatchObject({ name: 'wasm', provider: 'wasm', threads: 1 });
    expect(describeRuntime(wasm)).toBe(`wasm (onnxruntime-web ${wasm.version}, 1 thread)`);
    expect((await loadRuntime('auto')).identity.name).toBe('native');
  });

  it('tells results apart by everything but the threads', async () => {
    const { identity } = await loadRuntime('native', { threads: 2 });
    const same = resultIdentity({ ...identity, threads: 7 });
    expect(resultIdentity(identity)).toEqual(same);
    expect(same).not.toHaveProperty('threads');
    for (const other of [
      { name: 'wasm' },
      { package: 'x' },
      { version: '0' },
      { provider: 'wasm' },
      { precision: 'x' },
    ])
      expect(resultIdentity({ ...identity, ...other } as RuntimeIdentity)).not.toEqual(same);
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
