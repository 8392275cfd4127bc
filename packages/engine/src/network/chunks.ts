/**
 * Calls `each` on at most `limit` rows at a time, so that memory does not grow with the batch, and returns the results in order.
 * Rows are views, `size` values each.
 */
export async function inChunks<T>(
  data: Float64Array,
  size: number,
  limit: number,
  each: (rows: Float64Array) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = [];
  for (let start = 0; start < data.length; start += size * limit) {
    answers.push(await each(data.subarray(start, start + size * limit)));
  }
  return answers;
}

/** Arrays one after the other; a single one is returned as it is. */
export function concatenate(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
