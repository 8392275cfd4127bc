import { describe, expect, it } from '@jest/globals';
import * as wasm from './index.js';

describe('kernel', () => {
  it.each(['float32', 'float64'] as const)('computes in %s lanes, over a loop', (precision) => {
    const { add, sub, mul, div, sqrt, splat, constant } = wasm.lanes[precision];
    const memory = wasm.memoryOf(1);
    const Floats = precision === 'float32' ? Float32Array : Float64Array;
    const numbers = new Floats(memory.buffer, 0, 1000);
    numbers.forEach((_, k) => (numbers[k] = k + 1));
    const value = mul(
      div(sub(add(wasm.load(wasm.sum(wasm.get(0), wasm.get(0))), constant(2.5)), constant(0.5)), constant(4)),
      splat(wasm.get(2)),
    );
    const run = wasm.kernel(
      {
        parameters: ['i32', 'i32', precision],
        vectors: 1,
        body: wasm.loopWhile(0, 1, [
          ...wasm.set(3, sqrt(value)),
          ...wasm.store(wasm.sum(wasm.get(0), wasm.get(0)), wasm.get(3)),
          ...wasm.advance(0, 8),
        ]),
      },
      memory,
    );
    run(0, 96, 3);
    const count = 192 / Floats.BYTES_PER_ELEMENT;
    numbers.forEach((number, k) =>
      expect(number).toBe(k < count ? new Floats([Math.sqrt(((k + 3) / 4) * 3)])[0] : k + 1),
    );
  });

  it.each(['float32', 'float64'] as const)('compares and clamps in %s lanes', (precision) => {
    const { add, sub, lesser, greater, less, more, constant } = wasm.lanes[precision];
    const memory = wasm.memoryOf(1);
    const Floats = precision === 'float32' ? Float32Array : Float64Array;
    const given = [-3, -0.5, 0, NaN, 0.5, 3, -Infinity, Infinity];
    const numbers = new Floats(memory.buffer, 0, 16);
    numbers.set([...given, ...given]);
    const x = wasm.load(wasm.get(0));
    const body = wasm.loopWhile(0, 1, [
      ...wasm.store(
        wasm.get(0),
        sub(wasm.where(more(x, constant(0)), constant(2)), wasm.where(less(x, constant(0)), constant(2))),
      ),
      ...wasm.advance(0, 16),
    ]);
    const clamp = wasm.loopWhile(0, 1, [
      ...wasm.store(wasm.get(0), add(lesser(greater(x, constant(-1)), constant(1)), constant(0))),
      ...wasm.advance(0, 16),
    ]);
    const half = 8 * Floats.BYTES_PER_ELEMENT;
    wasm.kernel({ parameters: ['i32', 'i32'], body }, memory)(0, half);
    wasm.kernel({ parameters: ['i32', 'i32'], body: clamp }, memory)(half, 2 * half);
    expect([...numbers.subarray(0, 8)]).toEqual([-2, -2, 0, 0, 2, 2, -2, 2]);
    expect([...numbers.subarray(8)]).toEqual([-1, -0.5, 0, NaN, 0.5, 1, -1, 1]);
  });

  it.each(['float32', 'float64'] as const)('chooses by comparison in %s lanes', (precision) => {
    const { abs, atMost, constant } = wasm.lanes[precision];
    const memory = wasm.memoryOf(1);
    const Floats = precision === 'float32' ? Float32Array : Float64Array;
    const given = [-3, -0.5, 0, NaN, 0.5, 3, -Infinity, Infinity];
    const numbers = new Floats(memory.buffer, 0, 24);
    numbers.set([...given, ...given, ...given]);
    const [x, end] = [wasm.load(wasm.get(0)), 8 * Floats.BYTES_PER_ELEMENT];
    const small = atMost(abs(x), constant(0.5));
    [wasm.where(small, x), wasm.unless(small, x), wasm.select(small, x, constant(9))].forEach((code, k) => {
      const body = [
        ...wasm.set(1, wasm.integer((k + 1) * end)),
        ...wasm.loopWhile(0, 1, [...wasm.store(wasm.get(0), code), ...wasm.advance(0, 16)]),
      ];
      wasm.kernel({ parameters: ['i32'], integers: 1, body }, memory)(k * end);
    });
    expect([...numbers.subarray(0, 8)]).toEqual([0, -0.5, 0, 0, 0.5, 0, 0, 0]);
    expect([...numbers.subarray(8, 16)]).toEqual([-3, 0, 0, NaN, 0, 3, -Infinity, Infinity]);
    expect([...numbers.subarray(16)]).toEqual([9, -0.5, 0, 9, 0.5, 9, 9, 9]);
  });

  it.each([1, 63, 64, 127, 128, 1000, 70000])('advances by %d, at offsets beyond one byte', (step) => {
    const memory = wasm.memoryOf(80000);
    const numbers = new Float64Array(memory.buffer);
    numbers[200] = 7;
    const body = [
      ...wasm.advance(0, step),
      ...wasm.advance(0, -step),
      ...wasm.store(wasm.get(0), wasm.loadTwice(wasm.get(0), 1600), 1616),
    ];
    wasm.kernel({ parameters: ['i32'], body }, memory)(0);
    expect([...numbers.subarray(200, 205)]).toEqual([7, 0, 7, 7, 0]);
  });

  it('reads addresses out of memory', () => {
    const memory = wasm.memoryOf(1);
    new Int32Array(memory.buffer, 0, 2).set([1, 320]);
    const numbers = new Float64Array(memory.buffer);
    numbers[80] = 7;
    const from = wasm.product(wasm.loadInteger(wasm.get(0), 4), wasm.integer(2));
    wasm.kernel({ parameters: ['i32'], body: wasm.store(wasm.integer(800), wasm.loadTwice(from)) }, memory)(0);
    expect([...numbers.subarray(99, 103)]).toEqual([0, 7, 7, 0]);
  });
});
