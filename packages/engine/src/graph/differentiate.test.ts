import { describe, expect, it } from '@jest/globals';
import { loadRuntime } from '../runtime/load.js';
import type { Tensors } from '../runtime/runtime.js';
import { data } from '../testing/networks.js';
import { floats } from './tensors.js';
import { GraphBuilder } from './builder.js';
import { differentiate, withGradients } from './differentiate.js';
import type { Graph, Port } from './graph.js';

const port = (name: string, shape: (number | string)[]): Port => ({ name, type: 'float64', shape });

/** A graph with inputs a [n, 4] and b, and output y [n, m], around a few nodes. */
function graphOf(shapeB: number[], m: number, nodes: (b: GraphBuilder) => string): Graph {
  const builder = new GraphBuilder('case');
  builder.input(port('a', ['n', 4]));
  builder.input(port('b', shapeB));
  const y = nodes(builder);
  builder.node('Identity', [y], {}, 'y');
  builder.output(port('y', ['n', m]));
  return builder.build();
}

const cases: [string, number[], number, (b: GraphBuilder) => string][] = [
  ['Add, a broadcast vector', [4], 4, (b) => b.node('Add', ['a', 'b'])],
  ['Add, a broadcast column and a scalar shape', [1, 1], 4, (b) => b.node('Add', ['b', 'a'])],
  ['Sub', [4], 4, (b) => b.node('Sub', ['a', 'b'])],
  ['Sub, reversed', [1, 4], 4, (b) => b.node('Sub', ['b', 'a'])],
  ['Mul', [4], 4, (b) => b.node('Mul', ['a', 'b'])],
  ['Mul of a value by itself', [4], 4, (b) => b.node('Mul', [b.node('Add', ['a', 'b'], {}, 's'), 's'])],
  ['MatMul', [4, 3], 3, (b) => b.node('MatMul', ['a', 'b'])],
  ['Gemm', [4, 3], 3, (b) => b.node('Gemm', ['a', 'b'], { alpha: { float: 0.5 } })],
  ['Gemm, B transposed', [3, 4], 3, (b) => b.node('Gemm', ['a', 'b'], { transB: 1 })],
  ['Gemm, A transposed twice', [4, 3], 3, (b) => b.node('Gemm', [b.node('Tanh', ['a']), 'b'], { alpha: { float: 2 } })],
  ['Gemm, bias times beta', [4], 4, (b) => b.node('Gemm', ['a', eye(b), 'b'], { beta: { float: 3 } })],
  ['LogSoftmax', [4], 4, (b) => b.node('LogSoftmax', [b.node('Mul', ['a', 'b'])], { axis: -1 })],
  [
    'Tanh, LeakyRelu, Relu, Flatten',
    [4],
    4,
    (b) =>
      b.node('Flatten', [
        b.node('Tanh', [
          b.node('LeakyRelu', [b.node('Sub', [b.node('Relu', [b.node('Add', ['a', 'b'])]), 'b'])], {
            alpha: { float: 0.3 },
          }),
        ]),
      ]),
  ],
];

const eye = (b: GraphBuilder): string =>
  b.constant({
    type: 'float64',
    shape: [4, 4],
    data: Float64Array.from({ length: 16 }, (_, k) => Number(k % 5 === 0)),
  });

describe('differentiate', () => {
  it.each(cases)('agrees with central differences: %s', async (_, shapeB, m, nodes) => {
    const runtime = await loadRuntime('native', { threads: 1 });
    const graph = graphOf(shapeB, m, nodes);
    const derived = differentiate(graph, { of: 'y', wrt: ['a', 'b'] });
    const [forward, backward] = [await runtime.session(derived.forward), await runtime.session(derived.backward)];
    const feeds: Tensors = {
      a: { data: data(3, 4, 21).data, shape: [3, 4] },
      b: {
        data: data(
          1,
          shapeB.reduce((p, q) => p * q, 1),
          22,
        ).data,
        shape: shapeB,
      },
    };
    const c = data(3, m, 23).data;
    const value = async (given: Tensors): Promise<number> =>
      Float64Array.from(floats((await forward.run(given))['y']!)).reduce((sum, y, k) => sum + y * c[k]!, 0);
    const known: Tensors = { ...feeds, ...(await forward.run(feeds)) };
    const given = Object.fromEntries(derived.saved.map((name) => [name, known[name]!]));
    const results = await backward.run({ ...given, [derived.cotangent]: { data: c, shape: [3, m] } });
    for (const [k, name] of ['a', 'b'].entries()) {
      const { shape } = feeds[name]!;
      const x = floats(feeds[name]!);
      for (let i = 0; i < x.length; i++) {
        const at = (shift: number): Promise<number> =>
          value({ ...feeds, [name]: { data: Float64Array.from(x, (v, j) => (j === i ? v + shift : v)), shape } });
        const slope = ((await at(1e-5)) - (await at(-1e-5))) / 2e-5;
        expect(Math.abs(floats(results[derived.gradients[k]!]!)[i]! - slope)).toBeLessThan(1e-8);
      }
    }
    await Promise.all([forward.release(), backward.release()]);
  });

  it('keeps only what the backward pass needs, and names operators that it does not know', () => {
    const linear = graphOf([4, 3], 3, (b) => b.node('MatMul', ['a', 'b']));
    expect(differentiate(linear, { of: 'y', wrt: ['a'] }).saved).toEqual(['b']);
    expect(() => differentiate(linear, { of: 'a', wrt: ['b'] })).toThrow(/'a' does not depend on 'b'/);
    const unknown = graphOf([4], 4, (b) => b.node('Round', ['a']));
    expect(() => withGradients(unknown, { of: 'y', wrt: ['a'] })).toThrow(/operator Round/);
  });

  it('saves truth values of what is only compared, not the numbers', () => {
    const clipped = graphOf([4], 4, (b) => b.node('LeakyRelu', [b.node('Relu', [b.node('Add', ['a', 'b'])])]));
    const { saved, forward, backward } = differentiate(clipped, { of: 'y', wrt: ['a'] });
    expect(saved).toHaveLength(2);
    const ports = [forward.outputs.slice(1), backward.inputs.slice(1)];
    for (const list of ports)
      expect(list.map(({ name, type, shape }) => [name, type, shape])).toEqual(
        saved.map((name) => [name, 'bool', ['n', 4]]),
      );
    expect(backward.nodes.some(({ op }) => op === 'Greater')).toBe(false);
  });
});
