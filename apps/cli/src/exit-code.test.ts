import { expect, it } from '@jest/globals';
import { exitCodeOf } from './exit-code.js';

it.each([
  ['config/invalid', 2],
  ['dataset/unreadable', 2],
  ['runner/output', 2],
  ['engine/onnx', 2],
  ['engine/operator', 2],
  ['model-onnx/checksum', 2],
  ['tfjs/shard', 2],
  ['model/shape', 2],
  ['engine/diverged', 1],
  ['engine/runtime', 1],
  ['model/nan', 1],
  ['attack/failed', 1],
  ['runner/threw', 1],
  [undefined, 1],
] as const)('%s exits with %i', (code, expected) => expect(exitCodeOf(code)).toBe(expected));
