import { describe, expect, it } from '@jest/globals';
import { advance, f32x4, f64x2, i32, kernel, loopWhile, memoryOf, overVectors, set, several, v128 } from './index.js';
import type { Lanes, Value, Vector } from './index.js';

describe('kernel', () => {
  const bothLanes = [
    ['float32', f32x4 as Lanes<'f32' | 'f64'>, Float32Array],
    ['float64', f64x2 as Lanes<'f32' | 'f64'>, Float64Array],
  ] as const;

  it.each(bothLanes)('computes in %s lanes, over a loop', (_, lanes, Floats) => {
    const { add, sub, mul, div, sqrt, splat, constant } = lanes;
    const memory = memoryOf(1);
    const numbers = new Floats(memory.buffer, 0, 1000);
    numbers.forEach((_, k) => (numbers[k] = k + 1));
    const run = kernel(memory, ['i32', 'i32', lanes.number], ([at, end, factor], locals) => {
      const [root] = locals('v128');
      const twice = i32.add(at, at);
      const value = div(sub(add(v128.load(twice), constant(2.5)), constant(0.5)), constant(4));
      return loopWhile(at, end, [set(root, sqrt(mul(value, splat(factor)))), v128.store(twice, root), advance(at, 8)]);
    });
    run(0, 96, 3);
    const count = 192 / Floats.BYTES_PER_ELEMENT;
    numbers.forEach((number, k) =>
      expect(number).toBe(k < count ? new Floats([Math.sqrt(((k + 3) / 4) * 3)])[0] : k + 1),
    );
  });

  it.each(bothLanes)(
    'compares and clamps in %s lanes',
    (_, { add, sub, lesser, greater, less, more, constant }, Floats) => {
      const memory = memoryOf(1);
      const given = [-3, -0.5, 0, NaN, 0.5, 3, -Infinity, Infinity];
      const numbers = new Floats(memory.buffer, 0, 16);
      numbers.set([...given, ...given]);
      const each = (of: (x: Vector) => Vector) =>
        kernel(memory, ['i32', 'i32'], ([at, end]) =>
          loopWhile(at, end, [v128.store(at, of(v128.load(at))), advance(at, 16)]),
        );
      const twiceSign = each((x) =>
        sub(v128.where(more(x, constant(0)), constant(2)), v128.where(less(x, constant(0)), constant(2))),
      );
      const clamp = each((x) => add(lesser(greater(x, constant(-1)), constant(1)), constant(0)));
      const half = 8 * Floats.BYTES_PER_ELEMENT;
      twiceSign(0, half);
      clamp(half, 2 * half);
      expect([...numbers.subarray(0, 8)]).toEqual([-2, -2, 0, 0, 2, 2, -2, 2]);
      expect([...numbers.subarray(8)]).toEqual([-1, -0.5, 0, NaN, 0.5, 1, -1, 1]);
    },
  );

  it.each(bothLanes)('chooses by comparison in %s lanes', (_, { abs, atMost, constant }, Floats) => {
    const memory = memoryOf(1);
    const given = [-3, -0.5, 0, NaN, 0.5, 3, -Infinity, Infinity];
    const numbers = new Floats(memory.buffer, 0, 24);
    numbers.set([...given, ...given, ...given]);
    const bytes = 8 * Floats.BYTES_PER_ELEMENT;
    const chosen = [
      (small: Vector, x: Vector) => v128.where(small, x),
      (small: Vector, x: Vector) => v128.unless(small, x),
      (small: Vector, x: Vector) => v128.select(small, x, constant(9)),
    ];
    chosen.forEach((choose, k) => {
      const run = kernel(memory, ['i32'], ([at], locals) => {
        const [end] = locals('i32');
        const x = v128.load(at);
        return [
          set(end, i32.constant((k + 1) * bytes)),
          loopWhile(at, end, [v128.store(at, choose(atMost(abs(x), constant(0.5)), x)), advance(at, 16)]),
        ];
      });
      run(k * bytes);
    });
    expect([...numbers.subarray(0, 8)]).toEqual([0, -0.5, 0, 0, 0.5, 0, 0, 0]);
    expect([...numbers.subarray(8, 16)]).toEqual([-3, 0, 0, NaN, 0, 3, -Infinity, Infinity]);
    expect([...numbers.subarray(16)]).toEqual([9, -0.5, 0, 9, 0.5, 9, 9, 9]);
  });

  it.each([1, 63, 64, 127, 128, 1000, 70000])('advances by %d, at offsets beyond one byte', (step) => {
    const memory = memoryOf(80000);
    const numbers = new Float64Array(memory.buffer);
    numbers[200] = 7;
    const run = kernel(memory, ['i32'], ([at]) => [
      advance(at, step),
      advance(at, -step),
      v128.store(at, v128.load64Splat(at, 1600), 1616),
    ]);
    run(0);
    expect([...numbers.subarray(200, 205)]).toEqual([7, 0, 7, 7, 0]);
  });

  it('reads addresses out of memory', () => {
    const memory = memoryOf(1);
    new Int32Array(memory.buffer, 0, 2).set([1, 320]);
    const numbers = new Float64Array(memory.buffer);
    numbers[80] = 7;
    const run = kernel(memory, ['i32'], ([at]) =>
      v128.store(i32.constant(800), v128.load64Splat(i32.mul(i32.load(at, 4), i32.constant(2)))),
    );
    run(0);
    expect([...numbers.subarray(99, 103)]).toEqual([0, 7, 7, 0]);
  });

  it('goes through rows by vectors, its local variables of all types zero at first', () => {
    const memory = memoryOf(1);
    const numbers = new Float64Array(memory.buffer);
    numbers.set([1, 2, 3, 4, 10, 20, 30, 40]);
    const run = kernel(memory, ['i32', 'i32', 'i32'], ([from, to, bytes], locals) => {
      const [offset, ...sums] = locals('i32', ...several(2, 'v128'));
      const [share] = locals('f64');
      return [
        overVectors(offset, bytes, (at) => [
          sums.map((sum) => set(sum, f64x2.add(sum, v128.load(at(from))))),
          v128.store(at(to), f64x2.add(v128.load(at(to)), f64x2.splat(share))),
        ]),
        sums.map((sum, k) => v128.store(to, sum, 16 * k)),
      ];
    });
    run(0, 32, 32);
    expect([...numbers.subarray(0, 9)]).toEqual([1, 2, 3, 4, 4, 6, 4, 6, 0]);
  });

  it('has types that tell an address from a vector, and a number of one precision from another', () => {
    const compiled = (): unknown =>
      kernel(memoryOf(1), ['i32', 'f64'], ([at, number], locals) => {
        const [vector] = locals('v128');
        // @ts-expect-error a vector is no address
        const loaded = v128.load(vector);
        // @ts-expect-error a float64 does not fill a vector of float32
        const filled = f32x4.splat(number);
        // @ts-expect-error a vector does not fit a local variable for addresses
        const assigned = set(at, vector);
        const stored: Value<'i32'> = at;
        return [set(vector, loaded), set(vector, filled), assigned, v128.store(stored, vector)];
      });
    expect(compiled).toThrow(/expected type i32, found local.get of type v128/);
    const run = kernel(memoryOf(1), ['i32', 'i32'], ([at, end]) => loopWhile(at, end, advance(at, 1)));
    // @ts-expect-error two numbers are asked for
    expect(() => run(0)).not.toThrow();
  });
});
