import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of the plugin that tests use. */
export const PLUGIN = fileURLToPath(new URL('./plugin.ts', import.meta.url));

export const folder = (): string => mkdtempSync(join(tmpdir(), 'fragility-'));

/** A config of two points in two dimensions that has every kind of part. */
export const EXPERIMENT = `name: clouds
seed: 3
plugins: ['${PLUGIN}']
dataset: { use: two-clouds, dimension: 2 }
models:
  small: { use: affine }
attacks:
  jump: { use: jump, budgets: [0.5, 4] }
  slide: { use: slide }
analyses:
  - { use: norms }
`;

/** Writes a config into a new folder and answers its path. */
export function written(text: string = EXPERIMENT): string {
  const file = join(folder(), 'experiment.yaml');
  writeFileSync(file, text);
  return file;
}

/** The message of the error that a promise rejects with. */
export const messageOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing thrown',
    (error: Error & { code?: string }) => `${error.code ?? error.name}: ${error.message}`,
  );
