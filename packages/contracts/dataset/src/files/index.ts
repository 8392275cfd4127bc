export { contentOf } from '@fragility/plugin';
export { failOf, type Fail } from './fail.js';
export { isNpy, npyHeader, promisedByNpy, readNpy, writeNpy, type NpyArray } from './npy.js';
export { npyRows, type NpyRows } from './npy-rows.js';
export { isStray } from './strays.js';
export { unpacked, type UnpackCodes } from './unpack.js';
export { inflateWithin, type Promised } from './within.js';
