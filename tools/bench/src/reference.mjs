import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** float32 numbers that a Python peer wrote. */
export function numbers(folder, name) {
  const bytes = readFileSync(join(folder, `${name}.f32`));
  return Float64Array.from(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4));
}

/** Largest |a − b| relative to the largest |b|. */
export function difference(a, b) {
  const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k])), 0) / scale;
}

/** How far logits and input gradient of a model are from the peer's. */
export async function agreement(model, folder, name) {
  const x = { data: numbers(folder, `${name}.x`), shape: [1, ...model.inputShape] };
  const c = { data: numbers(folder, `${name}.c`), shape: [1, model.classes] };
  const { logits, backward } = await model.vjp(x);
  const gradient = await backward(c);
  return {
    x,
    c,
    logits: difference(logits.data, numbers(folder, `${name}.logits`)),
    gradient: difference(gradient.data, numbers(folder, `${name}.gradient`)),
  };
}
