/** Files by name; null leaves one out. */
export type Files = Readonly<Record<string, Buffer | null>>;

/** An IDX file of unsigned bytes. */
export function idx(shape: readonly number[], at: (k: number) => number): Buffer {
  const size = shape.reduce((a, b) => a * b, 1);
  const bytes = Buffer.alloc(4 + 4 * shape.length + size);
  bytes.writeUInt32BE(0x0800 + shape.length, 0);
  shape.forEach((n, k) => bytes.writeUInt32BE(n, 4 + 4 * k));
  for (let k = 0; k < size; k++) bytes[4 + 4 * shape.length + k] = at(k);
  return bytes;
}

/** An IDX file of 32-bit integers. */
export function int32(shape: readonly number[], at: (k: number) => number): Buffer {
  const size = shape.reduce((a, b) => a * b, 1);
  const bytes = Buffer.alloc(4 + 4 * shape.length + 4 * size);
  bytes.writeUInt32BE(0x0c00 + shape.length, 0);
  shape.forEach((n, k) => bytes.writeUInt32BE(n, 4 + 4 * k));
  for (let k = 0; k < size; k++) bytes.writeInt32BE(at(k), 4 + 4 * shape.length + 4 * k);
  return bytes;
}

/** The four files of a small dataset: 20 training and 10 test images of 2 × 3. */
export const filesOf = (): Record<string, Buffer> => ({
  'train-images-idx3-ubyte': idx([20, 2, 3], (k) => k % 256),
  'train-labels-idx1-ubyte': idx([20], (k) => k % 10),
  't10k-images-idx3-ubyte': idx([10, 2, 3], (k) => 255 - k),
  't10k-labels-idx1-ubyte': idx([10], (k) => 9 - k),
});
