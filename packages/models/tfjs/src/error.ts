import { FragilityError } from '@fragility/numerics';

/** What went wrong, as the last part of an error's code: `tfjs/shard`. */
export type Code =
  | 'backend'
  | 'checksum'
  | 'disposed'
  | 'file'
  | 'forward'
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

/** A layer, and what of it has no counterpart. */
export interface Lacking {
  readonly name: string;
  readonly class: string;
  readonly lacks: string;
  /** Whether no backend runs it. */
  readonly anywhere?: true;
}

/** An error of this package, its facts as fields. */
export class TfjsError extends FragilityError {
  /** Last part of the code. */
  readonly kind: Code;
  /** The sentence without the name of the package before it. */
  readonly said: string;
  /** The layer that is the reason, where one is. */
  readonly layer: Lacking | undefined;

  constructor(
    code: Code,
    said: string,
    { cause, layer }: { readonly cause?: unknown; readonly layer?: Lacking | undefined },
  ) {
    super(said, { where: 'model/tfjs', code: `tfjs/${code}`, cause });
    this.kind = code;
    this.said = said;
    this.layer = layer;
  }
}

/** Throws the error of this package: what was given, what was expected, what to do. */
export function fail(code: Code, message: string, cause?: unknown, layer?: Lacking): never {
  throw new TfjsError(code, message, { cause, layer });
}
