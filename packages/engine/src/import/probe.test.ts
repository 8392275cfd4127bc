import { describe, expect, it } from '@jest/globals';
import { GraphBuilder } from '../graph/builder.js';
import { filled, integers } from '../graph/tensors.js';
import { loadRuntime } from '../runtime/load.js';
import type { Runtime, Tensors } from '../runtime/runtime.js';
import { probe } from './probe.js';
import { prune } from './simplify/prune.js';

describe('probe', () => {
  it('finds sizes, the batch among them, and turns what does not depend on the input into constants', async () => {
    const b = new GraphBuilder('arithmetic on shapes');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 3, 4] });
    const shape = b.node('Shape', [x]);
    const last = b.node('Gather', [shape, b.constant(integers([2]))], {}, 'last');
    const sizes = b.node('Concat', [b.constant(integers([-1])), last], { axis: 0 }, 'sizes');
    b.node('Reshape', [x, sizes], {}, 'rows');
    b.node('Tanh', ['rows'], {}, 'y');
    b.output({ name: 'y', type: 'float32', shape: [] });
    const { graph, types, batch } = await probe(await loadRuntime('native', { threads: 1 }), b.build());
    expect(batch).toBeUndefined();
    expect(types.get('rows')).toEqual({ type: 'float32', shape: ['batch*3', 4] });
    expect(types.get(shape)).toEqual({ type: 'int64', shape: [3] });
    expect(Array.from(graph.constants.get('sizes')!.data as BigInt64Array)).toEqual([-1n, 4n]);
    expect(prune(graph).nodes.map(({ op }) => op)).toEqual(['Reshape', 'Tanh']);
  });

  it('leaves the values in the runtime, and asks it for shapes', async () => {
    const runtime = await loadRuntime('native', { threads: 1 });
    let numbers = 0;
    const counting: Runtime = {
      ...runtime,
      session: async (...given) => {
        const session = await runtime.session(...given);
        const run = async (feeds: Tensors): Promise<Tensors> => {
          const results = await session.run(feeds);
          for (const { data } of Object.values(results)) numbers += data.length;
          return results;
        };
        return { ...session, run };
      },
    };
    const b = new GraphBuilder('wide');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 3, 100] });
    const wide = b.node('Greater', [b.node('Tanh', [b.node('Exp', [x])]), b.constant(filled('float32', [], 0.9))]);
    const y = b.node('ReduceMean', [b.node('Cast', [wide], { to: 1 })], { axes: [2], keepdims: 0 });
    b.output({ name: y, type: 'float32', shape: [] });
    const { types } = await probe(counting, b.build());
    expect(types.get(wide)).toEqual({ type: 'bool', shape: ['batch', 3, 100] });
    expect(types.get(y)).toEqual({ type: 'float32', shape: ['batch', 3] });
    expect(numbers).toBeLessThan(100);
  });

  it('refuses types that graphs do not compute with, by value', async () => {
    const b = new GraphBuilder('half');
    const half = b.node('Cast', [b.input({ name: 'x', type: 'float32', shape: ['n', 3] })], { to: 10 }, 'half');
    b.output({ name: b.node('Cast', [half], { to: 1 }), type: 'float32', shape: [] });
    const refused = probe(await loadRuntime('native', { threads: 1 }), b.build());
    await expect(refused).rejects.toThrow(/'half' holds float16, expected floating-point numbers/);
  });
});
