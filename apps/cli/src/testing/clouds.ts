import { fileURLToPath } from 'node:url';

/** Path of the plugin that tests of runs use. */
export const PLUGIN = fileURLToPath(new URL('../../../../packages/runner/src/testing/plugin.ts', import.meta.url));

/** A config of two points in two dimensions, one model and one attack. */
export const CLOUDS = `name: clouds
plugins: ['${PLUGIN}']
dataset: { use: two-clouds, dimension: 2 }
models: { small: { use: affine } }
attacks: { slide: { use: slide } }
`;
