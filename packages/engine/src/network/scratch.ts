import { roundToFloat32 } from '@fragility/numerics';

/** Lends a copy of the values to one call. */
export type Scratch = <T>(values: Float64Array, use: (copy: Float32Array) => Promise<T>) => Promise<T>;

/** Memory for inputs in float32, as much as the calls in flight need at once: fresh pages for every call cost more than writing the numbers into them. */
export function scratch(): Scratch {
  const idle: ArrayBuffer[] = [];
  return async (values, use) => {
    const bytes = values.length * Float32Array.BYTES_PER_ELEMENT;
    let buffer = idle.pop();
    if (!buffer || buffer.byteLength < bytes) buffer = new ArrayBuffer(bytes);
    const answer = await use(roundToFloat32(values, new Float32Array(buffer, 0, values.length)));
    idle.push(buffer);
    return answer;
  };
}
