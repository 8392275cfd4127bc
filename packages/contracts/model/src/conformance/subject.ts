import type { Batch } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import type { Classifier } from '../classifier.js';

/** What must hold of a classifier and some inputs; `release` disposes of it before the end. */
export type Body<C extends Classifier> = (model: C, x: Batch, release: () => Promise<void>) => Promise<void>;

/** Makes a named check. */
export type CheckOf<C extends Classifier> = (name: string, body: Body<C>) => Check;

/** Relative error that rounding may cause where two ways of computing are compared. */
export const ROUNDING = { float32: 1e-5, float64: 1e-12 } as const;

export const largest = (values: Float64Array): number => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/** Largest difference of two answers, as a share of `scale`; Infinity where shapes or a number are wrong. */
export function difference(a: Batch, b: Batch, scale: number): number {
  if (a.shape.join() !== b.shape.join() || a.data.length !== b.data.length) return Infinity;
  const most = largest(a.data.map((v, k) => v - b.data[k]!));
  return most === 0 ? 0 : Number.isFinite(most) ? most / scale : Infinity;
}

/** Checks that a result is a batch of that shape, of finite float64 numbers. */
export function expectNumbers(what: string, { data, shape }: Batch, expected: readonly number[]): void {
  const size = expected.reduce((a, b) => a * b, 1);
  expectThat(
    shape.join() === expected.join() && data.length === size,
    () => `${what} have shape [${shape.join(', ')}] and ${data.length} values, expected [${expected.join(', ')}]`,
  );
  const kind = Object.prototype.toString.call(data).slice(8, -1);
  expectThat(kind === 'Float64Array', () => `${what} are a ${kind}, expected a Float64Array`);
  const odd = data.findIndex((v) => !Number.isFinite(v));
  expectThat(odd < 0, () => `${what} hold ${data[odd]} at ${odd}, expected finite numbers`);
}

/** Checks that a call is refused. */
export async function expectRefused(what: string, call: () => Promise<unknown>): Promise<void> {
  const answered = await (async () => call())().then(
    () => true,
    () => false,
  );
  expectThat(!answered, () => `${what} still answers after dispose(); reject with an error that says so`);
}
