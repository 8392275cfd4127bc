import { type ErrorMessage, FragilityError } from '@fragility/plugin';

/** Refuses, as the model `http`: `model-http/…` is bad input, `http/…` what happened while asking. */
export function fail(code: `model-http/${string}` | `http/${string}`, message: ErrorMessage, cause?: unknown): never {
  throw new FragilityError(message, {
    where: 'model/http',
    code,
    kind: code.startsWith('http/') ? 'failure' : 'input',
    cause,
  });
}
