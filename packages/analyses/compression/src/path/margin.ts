import type { DifferentiableClassifier } from '@fragility/model';
import { dot, row, stack, type Batch, type Row } from '@fragility/numerics';
import { between, slopeOf, type Slope } from './path.js';

/** The margin g = f_i − f_j on the straight way from x to y; a point of it is its share t of the way. */
export interface Margin {
  values(ts: readonly number[]): Promise<number[]>;
  /** Values, and what the gradients say about the direction x − y. */
  slopes(ts: readonly number[]): Promise<(Slope & { readonly value: number })[]>;
}

/** Points evaluated in one call: a batch of large images must not fill the memory. */
const CHUNK = 16;

async function chunked<T>(
  ts: readonly number[],
  answer: (some: readonly number[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const all: T[] = [];
  for (let start = 0; start < ts.length; start += CHUNK) all.push(...(await answer(ts.slice(start, start + CHUNK))));
  return all;
}

export function marginOn(model: DifferentiableClassifier, x: Row, y: Row, i: number, j: number): Margin {
  const direction = x.map((v, k) => v - y[k]!);
  const cotangent = new Float64Array(model.classes);
  cotangent[i] = 1;
  cotangent[j] = -1;
  const points = (ts: readonly number[]): Batch =>
    stack(
      ts.map((t) => between(x, y, t)),
      model.inputShape,
    );
  return {
    values: (ts) =>
      chunked(ts, async (some) => {
        const logits = await model.logits(points(some));
        return some.map((_, k) => dot(cotangent, row(logits, k)));
      }),
    slopes: (ts) =>
      chunked(ts, async (some) => {
        const { logits, backward } = await model.vjp(points(some));
        const gradients = await backward(stack(some.map(() => cotangent)));
        return some.map((_, k) => ({
          value: dot(cotangent, row(logits, k)),
          ...slopeOf(row(gradients, k), direction),
        }));
      }),
  };
}
