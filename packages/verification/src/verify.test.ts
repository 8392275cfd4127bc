import { describe, expect, it } from '@jest/globals';
import { GraphBuilder, loadRuntime, saveOnnx, writeModel } from '@fragility/engine';
import { random } from '@fragility/numerics';
import { readProperty } from './property/read.js';
import { randomChain } from './testing/chains.js';
import { verify, type Verification, type VerifyOptions } from './verify.js';
import { witnessText } from './witness.js';

const file = (widths: readonly number[], seed: string): Uint8Array =>
  saveOnnx(
    randomChain(widths, random(seed)).map(({ rectified, ...layer }) => ({
      ...layer,
      activation: { kind: rectified ? ('relu' as const) : ('identity' as const) },
    })),
    { precision: 'float32' },
  );

const property = (inputs: number, outputs: number, asserted: string, [low, high] = [-1, 1]) =>
  readProperty(
    [
      ...Array.from({ length: inputs }, (_, k) => `(declare-const X_${k} Real)`),
      ...Array.from({ length: outputs }, (_, k) => `(declare-const Y_${k} Real)`),
      ...Array.from({ length: inputs }, (_, k) => `(assert (<= ${low} X_${k} ${high}))`),
      asserted,
    ].join('\n'),
  );

const OPTIONS: VerifyOptions = { engine: 'auto', timeout: 60 };
const ask = (bytes: Uint8Array, asked: ReturnType<typeof property>, options = {}): Promise<Verification> =>
  verify({ bytes }, asked, { ...OPTIONS, ...options });

/** Outputs of the file for one input. */
async function outputs(bytes: Uint8Array, input: Float64Array): Promise<number[]> {
  const session = await (await loadRuntime('auto')).file(bytes);
  const feed = new Map([['input', { data: Float32Array.from(input), shape: [1, input.length] }]]);
  const { data } = (await session.run(feed)).get(session.outputs[0]!.name)!;
  await session.release();
  return Array.from(data as Float32Array);
}

describe('verify', () => {
  const bytes = file([3, 12, 10, 2], 'verify');

  it('finds the same boundary from both sides, with a witness that a run of the file confirms', async () => {
    const ends: number[] = [];
    for (const side of ['<=', '>=']) {
      let [unsafe, safe] = side === '<=' ? [12, -20] : [-20, 12];
      for (let k = 0; k < 3; k++) {
        const middle = (unsafe + safe) / 2;
        const { verdict, witness, proven } = await ask(bytes, property(3, 2, `(assert (${side} Y_0 ${middle}))`));
        if (verdict === 'sat') {
          const y = await outputs(bytes, witness!.input);
          expect(y).toEqual([...witness!.output]);
          expect(side === '<=' ? y[0]! <= middle : y[0]! >= middle).toBe(true);
          expect(witness!.input.every((v) => v >= -1 && v <= 1 && Math.fround(v) === v)).toBe(true);
          unsafe = middle;
        } else {
          expect([verdict, proven]).toEqual(['unsat', 1]);
          safe = middle;
        }
      }
      ends.push(unsafe);
    }
    const source = random('samples');
    for (let k = 0; k < 50; k++) {
      const [y] = await outputs(
        bytes,
        Float64Array.from({ length: 3 }, () => 2 * source.uniform() - 1),
      );
      expect(y! > ends[0]! - 5 && y! < ends[1]! + 5).toBe(true);
    }
  });

  it('needs all cases to be safe and one to be unsafe', async () => {
    const cases = (last: number): string =>
      `(assert (or (and (<= X_0 0) (<= Y_0 -99)) (and (>= X_0 0.5) (<= Y_1 ${last}))))`;
    expect((await ask(bytes, property(3, 2, cases(-99)))).verdict).toBe('unsat');
    const { verdict, witness } = await ask(bytes, property(3, 2, cases(99)));
    expect([verdict, witness!.input[0]! >= 0.5]).toEqual(['sat', true]);
  });

  it('takes single outputs, points between float32 numbers, and other activations', async () => {
    const single = file([2, 6, 1], 'single');
    const at = await ask(single, property(2, 1, '(assert (<= Y_0 99))', [0.3, 0.3]));
    expect([...at.witness!.input]).toEqual([0.3, 0.3]);
    expect((await ask(single, property(2, 1, '(assert (>= Y_0 99))'))).verdict).toBe('unsat');
    const b = new GraphBuilder('tanh');
    const x = b.input({ name: 'input', type: 'float32', shape: ['batch', 2] });
    b.output({ name: b.node('Tanh', [x]), type: 'float32', shape: ['batch', 2] });
    const tanh = writeModel(b.build());
    expect((await ask(tanh, property(2, 2, '(assert (>= Y_0 0.77))'))).verdict).toBe('unsat');
    expect((await ask(tanh, property(2, 2, '(assert (>= (+ Y_0 Y_1) 1.52))'))).verdict).toBe('sat');
  });

  it('splits rectifiers where inputs are many, until both sides of a boundary meet', async () => {
    const wide = file([12, 20, 16, 2], 'rectifiers');
    let [unsafe, safe] = [-30, 30];
    let most = 0;
    for (let k = 0; k < 7; k++) {
      const middle = (unsafe + safe) / 2;
      const { verdict, boxes } = await ask(wide, property(12, 2, `(assert (>= Y_0 ${middle}))`, [-0.4, 0.4]));
      expect(['sat', 'unsat']).toContain(verdict);
      if (verdict === 'sat') unsafe = middle;
      else safe = middle;
      most = Math.max(most, boxes);
    }
    expect(safe - unsafe).toBeLessThan(0.5);
    expect(most).toBeGreaterThan(1);
  });

  it('bounds many inputs, and says what stays open', async () => {
    const wide = file([20, 16, 2], 'wide');
    const ends = (value: number): ReturnType<typeof property> =>
      property(20, 2, `(assert (>= Y_0 ${value}))`, [0, 0.01]);
    expect((await ask(wide, ends(99))).verdict).toBe('unsat');
    expect((await ask(wide, ends(-99))).verdict).toBe('sat');
    const b = new GraphBuilder('sine');
    const x = b.input({ name: 'input', type: 'float32', shape: ['batch', 2] });
    b.output({ name: b.node('Sin', [x]), type: 'float32', shape: ['batch', 2] });
    const { verdict, reason } = await ask(writeModel(b.build()), property(2, 2, '(assert (>= Y_0 2))'));
    expect([verdict, reason]).toEqual(['unknown', expect.stringContaining('Sin')]);
  });

  it('ends in time, and when it is told to', async () => {
    const hard = file([10, 60, 60, 60, 2], 'hard');
    const begin = performance.now();
    const { verdict, proven } = await ask(hard, property(10, 2, '(assert (>= Y_0 12))'), { timeout: 0.5 });
    expect([verdict, proven < 1]).toEqual(['timeout', true]);
    expect(performance.now() - begin).toBeLessThan(20_000);
    const controller = new AbortController();
    const told = ask(hard, property(10, 2, '(assert (>= Y_0 12))'), { signal: controller.signal });
    setTimeout(() => controller.abort(), 200);
    await expect(told).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses what does not belong together, before work starts', async () => {
    await expect(ask(bytes, property(2, 2, '(assert (<= Y_0 1))'))).rejects.toMatchObject({
      code: 'verification/sizes',
      kind: 'input',
      message: expect.stringMatching(/declares 2 inputs, expected the 3 of the model/),
    });
    await expect(ask(bytes, property(3, 5, '(assert (<= Y_0 1))'))).rejects.toThrow(/declares 5 outputs/);
    await expect(ask(bytes, property(3, 2, '(assert (<= Y_0 1))'), { timeout: 0 })).rejects.toThrow(/timeout is 0/);
  });
});

it('writes witnesses as VNN-COMP does', () => {
  const witness = { input: Float64Array.of(Math.fround(0.1), -1e-7), output: Float64Array.of(3) };
  expect(witnessText(witness)).toBe('((X_0 0.10000000149011612)\n (X_1 -1e-7)\n (Y_0 3))');
});
