import { FragilityError, type ErrorMessage, type FragilityErrorOptions } from '@fragility/numerics';

/** An error of the host: what an attack, a loss or a model does that it may not do. */
export const failure = (
  code: string,
  message: ErrorMessage,
  about: Partial<Pick<FragilityErrorOptions, 'where' | 'cause' | 'file'>> = {},
): FragilityError => new FragilityError(message, { where: 'attack/host', code, kind: 'failure', ...about });
