import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Graph, Node } from '../../graph/graph.js';
import { filled } from '../../graph/tensors.js';
import { encode } from '../../onnx/codec.js';
import { writeGraph } from '../../onnx/graph.js';
import { weights } from '../../testing/gradient.js';
import { data, difference } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { loadRuntime } from '../../runtime/load.js';
import { onnxClassifier } from '../classifier.js';
import { dequantised } from './dequantised.js';

const bytesOf = (type: 'int8' | 'uint8' | 'int16', shape: readonly number[], seed: number): Constant => {
  const arrays = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array };
  const values = weights(shape, 'float32', seed).data as Float32Array;
  const most = type === 'uint8' || type === 'int8' ? 127 : 30000;
  return {
    type,
    shape,
    data: arrays[type].from(values.map((value) => Math.round(value * most) + (type === 'uint8' ? 128 : 0))),
  };
};

/** What the runtime makes of a DequantizeLinear, which has no other inputs. */
async function byRuntime(x: Constant, scale: Constant, zero: Constant | undefined, attributes: Node['attributes']) {
  const b = new GraphBuilder('dequantise');
  b.input({ name: 'one', type: 'float32', shape: [1] });
  const inputs = [x, scale, ...(zero ? [zero] : [])].map((each) => b.constant(each));
  b.output({
    name: b.node('Mul', [b.node('DequantizeLinear', inputs, attributes), 'one']),
    type: 'float32',
    shape: [],
  });
  return rawOutput({ ...b.build(), sets: new Map([['', 21]]) }, { data: Float64Array.of(1), shape: [1] });
}

describe('dequantised', () => {
  it('is what ONNX Runtime makes of numbers quantised as one, by axis and by block', async () => {
    const cases = fc.record({
      type: fc.constantFrom('int8' as const, 'uint8' as const, 'int16' as const),
      axis: fc.integer({ min: -3, max: 2 }),
      block: fc.constantFrom(-1, 0, 2, 3),
      shifted: fc.boolean(),
      seed: fc.integer({ min: 1, max: 1000 }),
    });
    await loadRuntime('native', { threads: 1 });
    await fc.assert(
      fc.asyncProperty(cases, async ({ type, axis, block, shifted, seed }) => {
        const shape = [4, 6, 3];
        const at = (axis + 3) % 3;
        const sizes = block < 0 ? [] : block === 0 ? [shape[at]!] : shape.with(at, Math.ceil(shape[at]! / block));
        const scale: Constant = { ...weights(sizes, 'float32', seed + 1) };
        const zero = shifted ? bytesOf(type, sizes, seed + 2) : undefined;
        const x = bytesOf(type, shape, seed);
        const scheme = { scale, zero, axis, block: Math.max(block, 0) };
        const attributes = { axis, ...(block > 0 ? { block_size: block } : {}) };
        expect(Float64Array.from(dequantised(x, scheme).data as Float32Array)).toEqual(
          await byRuntime(x, scale, zero, attributes),
        );
      }),
      { numRuns: 40, seed: 21 },
    );
  });
});

type Body = (b: GraphBuilder, x: string) => string;

/** Four inputs, what a body makes of them, and a product to three logits. */
function graphOf(body: Body): Graph {
  const b = new GraphBuilder('file');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
  const logits = b.node('MatMul', [body(b, x), b.constant(weights([4, 3], 'float32', 1))]);
  b.output({ name: logits, type: 'float32', shape: ['n', 3] });
  return b.build();
}

/** A file of four inputs and three logits whose constants of 8 bits are declared as another type where `stored` says so. */
function file(body: Body, opset = 21): Uint8Array {
  const graph = graphOf(body);
  const codes = new Map([
    ['int4', 22],
    ['float8e4m3fn', 17],
  ]);
  const written = writeGraph(graph);
  return encode('ModelProto', {
    irVersion: 10n,
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: {
      ...written,
      initializer: written.initializer!.map((tensor) => {
        const stored = graph.constants.get(tensor.name!)!.stored;
        return stored ? { ...tensor, dataType: codes.get(stored)! } : tensor;
      }),
    },
  });
}

const load = (body: Body, opset?: number) => onnxClassifier(file(body, opset), { engine: 'native' });
const inputs = data(6, 4);
const number = (b: GraphBuilder, value: number): string => b.constant(filled('float32', [], value));

/** Sixteen weights of four bits, two to a byte. */
const FOUR: Constant = {
  type: 'uint8',
  shape: [4, 4],
  data: Uint8Array.of(0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe),
  stored: 'int4',
};
const four = (k: number): number => (k < 8 ? k : k - 16);

describe('quantised operators of later sets', () => {
  it('hold weights of four bits in blocks', async () => {
    const scale: Constant = {
      type: 'float32',
      shape: [2, 4],
      data: Float32Array.from({ length: 8 }, (_, k) => 0.1 * (k + 1)),
    };
    const blocks = await load((b, x) =>
      b.node('MatMul', [
        x,
        b.node('DequantizeLinear', [b.constant(FOUR), b.constant(scale)], { axis: 0, block_size: 2 }),
      ]),
    );
    const real = Float32Array.from(
      { length: 16 },
      (_, k) => four(k) * Number(scale.data[Math.floor(k / 8) * 4 + (k % 4)]!),
    );
    const plain = await load((b, x) =>
      b.node('MatMul', [x, b.constant({ type: 'float32', shape: [4, 4], data: real })]),
    );
    expect(isDifferentiable(blocks)).toBe(true);
    expect(difference((await blocks.logits(inputs)).data, (await plain.logits(inputs)).data)).toBeLessThan(1e-6);
  });

  it('are refused by name where anything else is rounded to fewer than eight bits', async () => {
    const zero: Constant = { type: 'uint8', shape: [], data: Uint8Array.of(0), stored: 'int4' };
    const bodies: [Body, RegExp][] = [
      [
        (b, x) => b.node('QuantizeLinear', [x, number(b, 0.1), b.constant(zero)], {}, 'coarse'),
        /QuantizeLinear \(node 'coarse'\) quantises to int4, which only weights may be stored in; use 8 or 16 bits/,
      ],
      [
        (b, x) => b.node('QuantizeLinear', [x, number(b, 0.1)], { output_dtype: 22 }, 'coarse'),
        /'coarse'\) quantises to int4/,
      ],
      [
        (b, x) => b.node('Cast', [x], { to: 17 }, 'coarse'),
        /Cast \(node 'coarse'\) rounds to float8e4m3fn, which only weights/,
      ],
    ];
    for (const [body, message] of bodies)
      await expect(load(body)).rejects.toMatchObject({
        code: 'engine/operator',
        message: expect.stringMatching(message),
      });
  });

  it.each([
    [3, 'int8'],
    [5, 'int16'],
    [2, 'uint8'],
  ])('quantise to the type of number %i, %s, where no zero point tells it', async (code) => {
    const body: Body = (b, x) => {
      const q = b.node('QuantizeLinear', [x, number(b, 0.01)], { output_dtype: code });
      return b.node('Mul', [b.node('Cast', [q], { to: 1 }), number(b, 0.01)]);
    };
    const found = await load(body);
    const graph: Graph = { ...graphOf(body), sets: new Map([['', 21]]) };
    const wanted = await rawOutput(graph, inputs);
    expect(difference((await found.logits(inputs)).data, wanted)).toBeLessThan(1e-6);
  });
});
