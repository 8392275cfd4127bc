import { expectThat, type Check } from './check.js';
import type { Definition, Kind } from './definition.js';

/**
 * Checks that a definition has a name and a summary, and what else its kind says of itself.
 *
 * @example const { run } = saysWhatItIs(fgsm, () => expectThat(fgsm.reference !== '', () => 'the reference is missing'));
 */
export const saysWhatItIs = (
  { name, summary }: Pick<Definition<Kind>, 'name' | 'summary'>,
  more: () => void = () => undefined,
): Check => ({
  name: 'says what it is',
  run: async () => {
    expectThat(Boolean(name && summary), () => 'name or summary is missing');
    more();
  },
});
