import { FragilityError } from '@fragility/plugin';

/** Does the work of a part; what it throws without a name of its own is given the part's. @throws FragilityError `runner/threw`, or another code. */
export async function naming<T>(part: string, work: () => Promise<T>, code = 'runner/threw'): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    if (name === 'FragilityError' || name === 'AbortError') throw cause;
    throw new FragilityError(`${part} threw: ${message}; correct its parameters or its plugin`, {
      where: 'runner/trial',
      code,
      cause,
    });
  }
}
