export { contentOf } from './content.js';
export { failOf, type Fail } from './fail.js';
export { isStray } from './strays.js';
export { unpacked, type UnpackCodes } from './unpack.js';
