import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDifferentiable, type DifferentiableClassifier } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, ElementType, Graph } from '../../graph/graph.js';
import { filled } from '../../graph/tensors.js';
import { data, difference, numbers } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { onnxClassifier } from '../classifier.js';
import { writeModel } from '../../onnx/model.js';

/** Scale, zero point and type of a pair. */
interface Scheme {
  readonly scale: number;
  readonly zero: number;
  readonly type: 'int8' | 'uint8' | 'int16' | 'uint16';
}

const ARRAYS = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array };
const RANGES = { int8: [-128, 127], uint8: [0, 255], int16: [-32768, 32767], uint16: [0, 65535] } as const;

const whole = (
  type: ElementType & keyof typeof ARRAYS,
  shape: readonly number[],
  values: ArrayLike<number>,
): Constant => ({
  type,
  shape,
  data: ARRAYS[type].from(values),
});

/** A value quantised and back, by what `wide` names for 16 bits in this set. */
function pair(b: GraphBuilder, x: string, { scale, zero, type }: Scheme, between = (q: string): string => q): string {
  const parameters = [b.constant(filled('float32', [], scale)), b.constant(whole(type, [], [zero]))];
  return b.node('DequantizeLinear', [between(b.node('QuantizeLinear', [x, ...parameters])), ...parameters]);
}

const [INPUTS, HIDDEN, CLASSES] = [6, 5, 3];
const SCALES = Float32Array.from({ length: HIDDEN }, (_, k) => 0.01 * (k + 1));
const next = numbers(3);
/** Whole numbers so small that no kernel of 8 bits saturates. */
const FIRST = Int8Array.from({ length: INPUTS * HIDDEN }, () => Math.round(40 * next()));
const LAST = Int8Array.from({ length: HIDDEN * CLASSES }, () => Math.round(40 * next()));
const LAST_SCALE = Math.fround(0.02);

/** A dense network, its weights quantised by channel and as one, every value between layers too. */
function network(schemes: readonly [Scheme, Scheme], relu: boolean, opset = 17): Graph {
  const b = new GraphBuilder('quantised');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', INPUTS] });
  const scales = b.constant({ type: 'float32', shape: [HIDDEN], data: SCALES });
  const zeros = b.constant(whole('int8', [HIDDEN], new Int8Array(HIDDEN)));
  const first = b.node('DequantizeLinear', [b.constant(whole('int8', [INPUTS, HIDDEN], FIRST)), scales, zeros], {
    axis: 1,
  });
  let h = b.node('MatMul', [pair(b, x, schemes[0]), first]);
  if (relu) h = b.node('Relu', [h]);
  const one = b.constant(filled('float32', [], LAST_SCALE));
  const last = b.node('DequantizeLinear', [b.constant(whole('int8', [HIDDEN, CLASSES], LAST)), one]);
  b.output({ name: b.node('MatMul', [pair(b, h, schemes[1]), last]), type: 'float32', shape: ['n', CLASSES] });
  return { ...b.build(), sets: new Map([['', opset]]) };
}

/** One value quantised and back, and whether it was not clipped. */
function rounded(x: number, { scale, zero, type }: Scheme): { readonly y: number; readonly slope: number } {
  const s = Math.fround(scale);
  const [low, high] = RANGES[type];
  const q = Math.round(x / s) + zero;
  return { y: (Math.min(Math.max(q, low), high) - zero) * s, slope: q >= low && q <= high ? 1 : 0 };
}

/** Logits of one row and their gradient in a direction, as plain loops: the definition of straight-through. */
function plainly(x: Float64Array, c: Float64Array, [a, b]: readonly [Scheme, Scheme], relu: boolean) {
  const ins = Array.from(x, (value) => rounded(value, a));
  const weight = (i: number, j: number): number => FIRST[i * HIDDEN + j]! * SCALES[j]!;
  const hidden = Array.from({ length: HIDDEN }, (_, j) => ins.reduce((sum, { y }, i) => sum + y * weight(i, j), 0));
  const active = hidden.map((value) => (relu ? Math.max(value, 0) : value));
  const outs = active.map((value) => rounded(value, b));
  const logits = Array.from({ length: CLASSES }, (_, k) =>
    outs.reduce((sum, { y }, j) => sum + y * LAST[j * CLASSES + k]! * LAST_SCALE, 0),
  );
  const back = outs.map(({ slope }, j) => {
    const dy = Array.from(c).reduce((sum, value, k) => sum + value * LAST[j * CLASSES + k]! * LAST_SCALE, 0);
    return slope * dy * (relu && !(hidden[j]! > 0) ? 0 : 1);
  });
  const gradient = ins.map(({ slope }, i) => slope * back.reduce((sum, dh, j) => sum + dh * weight(i, j), 0));
  return { logits, gradient };
}

const load = async (graph: Graph): Promise<DifferentiableClassifier> =>
  (await onnxClassifier(writeModel(graph), { quantisation: 'straight-through' })) as DifferentiableClassifier;

const ROWS = 8;
const inputs = data(ROWS, INPUTS, 5);
const cotangents = data(ROWS, CLASSES, 6);

const zeroOf = { int8: [-128, 127], uint8: [0, 255], int16: [-99, 99], uint16: [0, 999] } as const;
const scheme = fc.constantFrom('int8' as const, 'uint8' as const, 'int16' as const, 'uint16' as const).chain((type) =>
  fc.record({
    type: fc.constant(type),
    scale: fc.constantFrom(0.0041, 0.0097, 0.0313),
    zero: fc.integer({ min: zeroOf[type][0], max: zeroOf[type][1] }),
  }),
);

describe('a quantised graph', () => {
  it('has the logits of the file and gradients straight through inside the clipping range, as their definition says', async () => {
    await fc.assert(
      fc.asyncProperty(scheme, scheme, fc.boolean(), async (a, b, relu) => {
        const wide = [a, b].some(({ type }) => type.endsWith('int16'));
        const graph = network([a, b], relu, wide ? 21 : 17);
        const model = await load(graph);
        const { logits, backward } = await model.vjp(inputs);
        expect(logits.data).toEqual((await model.logits(inputs)).data);
        expect(difference(logits.data, await rawOutput(graph, inputs))).toBe(0);
        const found = await backward(cotangents);
        await model.dispose!();
        for (let i = 0; i < ROWS; i++) {
          const row = (all: Float64Array, size: number) => all.subarray(i * size, (i + 1) * size);
          const { gradient } = plainly(
            Float64Array.from(row(inputs.data, INPUTS), Math.fround),
            row(cotangents.data, CLASSES),
            [a, b],
            relu,
          );
          const given = row(found.data, INPUTS);
          expect(difference(given, Float64Array.from(gradient))).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 25, seed: 15 },
    );
  });

  /** A pair between two products, in set 17. */
  const between = (body: (b: GraphBuilder, x: string) => string): Graph => {
    const b = new GraphBuilder('between');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 1, 2, INPUTS] });
    const y = b.node('Flatten', [body(b, x)]);
    b.output({ name: y, type: 'float32', shape: ['n', 'k'] });
    return b.build();
  };
  const images = { data: data(ROWS, 2 * INPUTS, 8).data, shape: [ROWS, 1, 2, INPUTS] };
  const byte: Scheme = { scale: 1 / 64, zero: 3, type: 'int8' };

  it('passes gradients through what moves whole numbers about, and chooses among them', async () => {
    const largest = between((b, x) =>
      pair(b, x, byte, (q) =>
        b.node('Transpose', [b.node('MaxPool', [q], { kernel_shape: [2, 1] })], { perm: [0, 1, 3, 2] }),
      ),
    );
    const model = await load(largest);
    const { logits, backward } = await model.vjp(images);
    expect(difference(logits.data, await rawOutput(largest, images))).toBe(0);
    const ones = { data: new Float64Array(ROWS * INPUTS).fill(1), shape: [ROWS, INPUTS] };
    const { data: found } = await backward(ones);
    const q = (value: number): number => Math.round(value * 64);
    for (let k = 0; k < ROWS * INPUTS; k++) {
      const at = Math.floor(k / INPUTS) * 2 * INPUTS + (k % INPUTS);
      const [a, b] = [q(Math.fround(images.data[at]!)), q(Math.fround(images.data[at + INPUTS]!))];
      const shares = a === b ? [0.5, 0.5] : [Number(a > b), Number(b > a)];
      expect([found[at], found[at + INPUTS]]).toEqual(shares);
    }
    await model.dispose!();
  });

  it('names the node that computes with whole numbers itself', async () => {
    const squared = between((b, x) => {
      const q = b.node('QuantizeLinear', [x, b.constant(filled('float32', [], 0.1))]);
      return b.node(
        'Cast',
        [
          b.node(
            'MatMulInteger',
            [q, b.constant(whole('int8', [INPUTS, 2], new Int8Array(2 * INPUTS).fill(1)))],
            {},
            'inner',
          ),
        ],
        { to: 1 },
      );
    });
    const found = await onnxClassifier(writeModel(squared), { quantisation: 'straight-through' });
    expect(isDifferentiable(found)).toBe(false);
    expect(found.gradientStop).toMatchObject({
      node: 'inner',
      op: 'MatMulInteger',
      reason: expect.stringMatching(/computes with quantised numbers$/),
    });
    await found.dispose!();
  });

  it('offers logits only unless asked, also where another way leads around the pair', async () => {
    const around = between((b, x) => b.node('Add', [x, pair(b, x, byte)]));
    const [exact, asked] = [await onnxClassifier(writeModel(around)), await load(around)];
    expect(exact.gradientStop).toMatchObject({
      op: 'QuantizeLinear',
      remedy: expect.stringMatching(/^give the model quantisation: straight-through/),
    });
    expect(exact.facts!['gradients stop at']).toMatch(/quantisation: straight-through/);
    expect(isDifferentiable(exact)).toBe(false);
    const { backward } = await asked.vjp(images);
    const { data: found } = await backward({
      data: new Float64Array(2 * ROWS * INPUTS).fill(1),
      shape: [ROWS, 2 * INPUTS],
    });
    expect(new Set(found)).toEqual(new Set([2]));
    await Promise.all([exact.dispose!(), asked.dispose!()]);
  });
});
