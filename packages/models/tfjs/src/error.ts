import { FragilityError, type ErrorMessage, type Statement } from '@fragility/numerics';

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

/** What to do with a model that nothing here runs as it is. */
export const AS_ONNX =
  'write it as ONNX, in Keras 3 after a first call of the model with model.export("model.onnx", format="onnx"), and use: onnx, or change the layer';

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
  readonly reason: Code;
  /** The layer that is the reason, where one is. */
  readonly layer: Lacking | undefined;

  constructor(
    code: Code,
    message: ErrorMessage,
    { cause, layer, file }: { readonly cause?: unknown; readonly layer?: Lacking | undefined; readonly file?: string },
  ) {
    super(message, {
      where: 'model/tfjs',
      code: `tfjs/${code}`,
      kind: 'input',
      cause,
      ...(file === undefined ? {} : { file }),
    });
    this.reason = code;
    this.layer = layer;
  }
}

/** Throws the error of this package: what was given, what was expected, what to do. */
export function fail(code: Code, message: Statement, cause?: unknown, layer?: Lacking): never {
  throw new TfjsError(code, message, { cause, layer });
}
