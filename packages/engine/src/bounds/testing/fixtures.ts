import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ConvexNorm } from '@fragility/numerics';
import { upgrade } from '../../import/upgrade/upgrade.js';
import { readModel } from '../../onnx/model.js';
import { boundNetwork } from '../compile.js';
import type { BoundNetwork } from '../network.js';

/** Folder of bounds that were computed outside of the project, undefined where it is absent, which is said. */
export function fixtureFolder(): string | undefined {
  const data =
    process.env['FRAGILITY_TEST_DATA'] ?? fileURLToPath(new URL('../../../../../../shared/data', import.meta.url));
  const folder = `${data}/certification`;
  if (existsSync(folder)) return folder;
  console.error(`left out: bounds beside independent ones, as there is no ${folder}`);
  return undefined;
}

export const networkIn = (folder: string, file: string): BoundNetwork =>
  boundNetwork(upgrade(readModel(readFileSync(`${folder}/${file}`))));

export interface FixtureBounds {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly margins: readonly number[];
}

export interface FixtureCase {
  readonly input: number;
  readonly norm: 'inf' | 1 | 2;
  readonly radius: number;
  readonly box: readonly [number, number] | null;
  readonly ibp: FixtureBounds;
  readonly crown: FixtureBounds;
  readonly crownExactTangents?: FixtureBounds;
  readonly alphaCrown: FixtureBounds | null;
  readonly exactMargins?: readonly number[];
  readonly sampled?: FixtureBounds;
}

export interface Fixture {
  readonly inputs: readonly { x?: number[]; mnistTestIndex?: number; label: number; targets: number[] }[];
  readonly cases: readonly FixtureCase[];
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

export const normOf = (norm: FixtureCase['norm']): ConvexNorm => (norm === 'inf' ? 'linf' : norm === 2 ? 'l2' : 'l1');
