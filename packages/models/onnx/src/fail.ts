import { FragilityError } from '@fragility/numerics';

/** Refuses a file. */
export function fail(message: string, code: string, cause?: unknown): never {
  throw new FragilityError(message, { where: 'model/onnx', code: `model-onnx/${code}`, cause });
}
