import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { boundNetworkOf, onnxClassifier, type BoundNetwork } from '@fragility/engine';

/** Folder of values that were computed outside of the project, undefined where it is absent, which is said. */
export function fixtureFolder(): string | undefined {
  const data =
    process.env['FRAGILITY_TEST_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
  const folder = `${data}/certification`;
  if (existsSync(folder)) return folder;
  console.error(`left out: searches beside independent values, as there is no ${folder}`);
  return undefined;
}

export async function networkIn(folder: string, file: string): Promise<BoundNetwork> {
  const model = await onnxClassifier(readFileSync(`${folder}/${file}`), { engine: 'auto', threads: 1 });
  const network = boundNetworkOf(model);
  await model.dispose!();
  return network;
}

export const readJson = <T>(folder: string, file: string): T =>
  JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as T;

/** Pixels of an MNIST test image among those of the folder. */
export function mnistImage(folder: string, index: number): Float64Array {
  const { mnistTestIndices } = readJson<{ mnistTestIndices: number[] }>(folder, 'images/mnist-test.json');
  const at = mnistTestIndices.indexOf(index);
  return Float64Array.from(
    readFileSync(`${folder}/images/mnist-test.u8`).subarray(784 * at, 784 * (at + 1)),
    (v) => v / 255,
  );
}
