import { type ErrorMessage, FragilityError } from '@fragility/plugin';

/** Throws the error of one dataset: `[dataset/NAME] message` with the code `NAME/code`. */
export type Fail = (message: ErrorMessage, code: string, cause?: unknown) => never;

/**
 * The way a dataset complains.
 *
 * @example
 * const fail = failOf('imagenet');
 * fail.length; // 3
 */
export const failOf =
  (name: string): Fail =>
  (message, code, cause) => {
    throw new FragilityError(message, { where: `dataset/${name}`, code: `${name}/${code}`, kind: 'input', cause });
  };
