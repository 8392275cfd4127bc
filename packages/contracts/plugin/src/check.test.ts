import { describe, expect, it } from '@jest/globals';
import { expectThat, runChecks, type Check } from './index.js';

const passes: Check = { name: 'passes', run: async () => undefined };
const fails: Check = { name: 'fails', run: async () => expectThat(false, () => 'it is broken') };

describe('runChecks', () => {
  it('reports failures with their detail', async () => {
    expect(await runChecks([passes, fails])).toEqual([
      { check: 'passes', passed: true },
      { check: 'fails', passed: false, detail: 'it is broken' },
    ]);
  });

  it('accepts an exempted failure', async () => {
    expect((await runChecks([fails], [{ check: 'fails', reason: 'known' }]))[0]!.passed).toBe(true);
  });

  it('fails an exemption that passes, and one of a check that does not exist', async () => {
    const verdicts = await runChecks(
      [passes],
      [
        { check: 'passes', reason: 'known' },
        { check: 'gone', reason: 'old' },
      ],
    );
    expect(verdicts.map(({ passed }) => passed)).toEqual([false, false]);
  });
});
