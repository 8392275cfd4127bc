import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import { count, row, take, width, type Row } from '@fragility/numerics';

/** Numbers that one call of the model may be given. */
const CHUNK = 1 << 18;

/** An example as the model sees it before any attack. */
export interface Clean {
  readonly index: number;
  readonly id: string;
  readonly label: number;
  readonly x: Row;
  readonly logits: Row;
  /** f_y(x) − max_{j≠y} f_j(x). */
  readonly margin: number;
}

/** f_y − max_{j≠y} f_j. */
export function marginOf(logits: Row, label: number): number {
  let rival = -Infinity;
  for (let j = 0; j < logits.length; j++) if (j !== label) rival = Math.max(rival, logits[j]!);
  return logits[label]! - rival;
}

/** The examples that can be measured: their inputs are finite numbers, and so are the logits of the model there. */
export async function cleanExamples(model: Classifier, { inputs, labels, ids }: Examples): Promise<Clean[]> {
  const n = count(inputs);
  const size = Math.max(1, Math.floor(CHUNK / width(inputs)));
  const all: Clean[] = [];
  for (let start = 0; start < n; start += size) {
    const at = Array.from({ length: Math.min(size, n - start) }, (_, k) => start + k);
    const finite = at.filter((i) => row(inputs, i).every(Number.isFinite));
    if (finite.length === 0) continue;
    const logits = await model.logits(take(inputs, finite));
    for (const [k, index] of finite.entries()) {
      const own = row(logits, k);
      if (!own.every(Number.isFinite)) continue;
      const label = labels[index]!;
      all.push({ index, id: ids[index]!, label, x: row(inputs, index), logits: own, margin: marginOf(own, label) });
    }
  }
  return all;
}

/** Lets the rest of the process have its turn: bounds are computed without a pause. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
