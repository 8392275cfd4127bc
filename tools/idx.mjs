import { Buffer } from 'node:buffer';
import { mkdirSync, writeFileSync } from 'node:fs';
import { random } from '@fragility/numerics';

const SIZE = 28;
const CLASSES = 10;

/** The bytes of an IDX file of whole numbers 0…255. */
function idx(sizes, data) {
  const head = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
  head.setUint32(0, 0x0800 + sizes.length);
  sizes.forEach((size, k) => head.setUint32(4 + 4 * k, size));
  return Buffer.concat([Buffer.from(head.buffer), data]);
}

/**
 * Writes pictures of the shape of Fashion-MNIST into a folder, for runs without the data: a bright bar for each class, in another place, and noise.
 */
export function writePictures(folder, { train = 400, test = 100 } = {}) {
  mkdirSync(folder, { recursive: true });
  const stream = random('pictures');
  for (const [name, count] of Object.entries({ train, t10k: test })) {
    const labels = Uint8Array.from({ length: count }, (_, i) => i % CLASSES);
    const pixels = Uint8Array.from({ length: count * SIZE * SIZE }, (_, at) => {
      const row = Math.floor(at / SIZE) % SIZE;
      const bar = Math.floor((row * CLASSES) / SIZE) === labels[Math.floor(at / (SIZE * SIZE))];
      return Math.min(255, Math.max(0, (bar ? 150 : 60) + 50 * stream.normal()));
    });
    writeFileSync(`${folder}/${name}-images-idx3-ubyte`, idx([count, SIZE, SIZE], pixels));
    writeFileSync(`${folder}/${name}-labels-idx1-ubyte`, idx([count], labels));
  }
}
