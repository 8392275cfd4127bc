import { describeThrown, FragilityError, isFragilityError, type FragilityErrorOptions } from '@fragility/plugin';

const THREW = { code: 'runner/threw', kind: 'failure' } as const;

/** Does the work of a part; what it throws without a name of its own is given the part's. @throws FragilityError `runner/threw`, or another code. */
export async function naming<T>(
  part: string,
  work: () => Promise<T>,
  as: Pick<FragilityErrorOptions, 'code' | 'kind'> = THREW,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isFragilityError(cause) || (cause instanceof Error && cause.name === 'AbortError')) throw cause;
    const { message, ...where } = describeThrown(cause);
    throw new FragilityError(
      { given: `${part} threw: ${message}`, remedy: 'correct its parameters or its plugin' },
      { where: 'runner/trial', ...as, ...where, cause },
    );
  }
}
