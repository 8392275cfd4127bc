/** A batch as a `.npy` file (version 1.0), little-endian float64 or float32, C order. */
export function toNpy(
  data: Float64Array,
  shape: readonly number[],
  precision: 'float32' | 'float64',
): Uint8Array<ArrayBuffer> {
  const width = precision === 'float32' ? 4 : 8;
  const dict = `{'descr': '<f${width}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const header = `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + data.length * width);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  const view = new DataView(bytes.buffer, 10 + header.length);
  data.forEach((v, k) => (width === 4 ? view.setFloat32(4 * k, v, true) : view.setFloat64(8 * k, v, true)));
  return bytes;
}
