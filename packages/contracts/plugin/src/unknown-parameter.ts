import { isFragilityError } from '@fragility/numerics';
import { expectThat, type Check } from './check.js';

const UNKNOWN = 'no-such-parameter';

/**
 * Checks that a parameter nobody knows is refused, by an error whose path names it.
 *
 * @param parse takes parameters beside the valid ones
 * @example
 * const { run } = refusesUnknownParameter((extra) => parseParams('attack/fgsm', fgsm.params, extra));
 */
export const refusesUnknownParameter = (parse: (extra: Readonly<Record<string, unknown>>) => unknown): Check => ({
  name: 'refuses an unknown parameter by name',
  run: async () => {
    const error: unknown = await Promise.resolve({ [UNKNOWN]: 1 })
      .then(parse)
      .then(
        () => 'nothing',
        (thrown: unknown) => thrown,
      );
    expectThat(
      isFragilityError(error) && error.path?.at(-1) === UNKNOWN,
      () => `expected a FragilityError whose path names the parameter, got ${String(error)}`,
    );
  },
});
