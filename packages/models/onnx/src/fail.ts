import { type ErrorMessage, FragilityError } from '@fragility/numerics';

/** Refuses a file. */
export function fail(message: ErrorMessage, code: string, cause?: unknown): never {
  throw new FragilityError(message, { where: 'model/onnx', code: `model-onnx/${code}`, kind: 'input', cause });
}
