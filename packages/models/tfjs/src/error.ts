import { FragilityError } from '@fragility/numerics';

/** What went wrong, as the last part of an error's code: `tfjs/shard`. */
export type Code =
  | 'backend'
  | 'checksum'
  | 'disposed'
  | 'file'
  | 'gradient'
  | 'input'
  | 'kernel'
  | 'layer'
  | 'manifest'
  | 'output'
  | 'precision'
  | 'preprocessing'
  | 'shape'
  | 'shard'
  | 'topology'
  | 'training'
  | 'weight';

/** What TensorFlow.js says of a failure, in one line. */
export const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause))
    .split('\n')[0]!
    .replace(/\. (This may|File an issue).*$/, '');

/** Throws the error of this package: what was given, what was expected, what to do. */
export function fail(code: Code, message: string, cause?: unknown): never {
  throw new FragilityError(message, { where: 'model/tfjs', code: `tfjs/${code}`, cause });
}
