/**
 * Palette indices of a run-length encoded BMP, row by row from the bottom; what is not written is 0.
 *
 *     n v      n pixels of v (8 bits), or of v's two halves in turn (4 bits)
 *     0 0      next row        0 1   end        0 2 x y   move        0 n …   n pixels as they are, padded to two bytes
 *
 * @throws Error with a short reason where it ends too early or leaves the image.
 * @example unpackRuns(Uint8Array.of(2, 7, 0, 1), 2, 1, 8); // [7, 7]
 */
export function unpackRuns(bytes: Uint8Array, width: number, height: number, bits: 4 | 8): Uint8Array {
  const out = new Uint8Array(width * height);
  let [x, y, at] = [0, 0, 0];
  const next = (): number => {
    const value = bytes[at++];
    if (value === undefined) throw new Error('BMP ends within its runs');
    return value;
  };
  const put = (value: number): void => {
    if (x >= width || y >= height) throw new Error('BMP has a run that leaves the image');
    out[y * width + x++] = value;
  };
  const half = (value: number, k: number): number => (k % 2 === 0 ? value >> 4 : value & 15);
  for (;;) {
    const [count, value] = [next(), next()];
    if (count > 0) for (let k = 0; k < count; k++) put(bits === 8 ? value : half(value, k));
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) return out;
    else if (value === 2) [x, y] = [x + next(), y + next()];
    else {
      let byte = 0;
      for (let k = 0; k < value; k++) {
        if (bits === 8 || k % 2 === 0) byte = next();
        put(bits === 8 ? byte : half(byte, k));
      }
      const used = bits === 8 ? value : Math.ceil(value / 2);
      if (used % 2 === 1) next();
    }
  }
}
