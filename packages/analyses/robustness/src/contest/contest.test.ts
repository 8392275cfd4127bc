import { describe, expect, it } from '@jest/globals';
import { signTest } from '@fragility/numerics';
import { summariseRobustness } from '../summary.js';
import { records, trialOf } from '../testing/records.js';

const fill = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

/** `strong` fools 12 of 20 examples at 1, `weak` 2 of these 12; one example is misclassified. */
const STRONG = records('strong', 1, [...fill(12, 0.5), ...fill(8, null), 'skipped']);
const WEAK = records('weak', 1, [0.25, 0.5, ...fill(18, null), 'skipped']);

describe('who decides the worst case', () => {
  it('counts nearest points, ties shared, and what one attack alone fooled', async () => {
    const { tables } = await summariseRobustness([trialOf([...WEAK, ...STRONG])], 0.95);
    expect(tables!.find(({ name }) => name === 'worst-case')!.rows).toEqual([
      {
        ...{ model: 'net', norm: 'l2', budget: 1, attack: 'weak', fooled: 12 },
        ...{ share_nearest: 1.5 / 12, share_alone: 0 },
      },
      {
        ...{ model: 'net', norm: 'l2', budget: 1, attack: 'strong', fooled: 12 },
        ...{ share_nearest: 10.5 / 12, share_alone: 10 / 12 },
      },
    ]);
    expect(tables!.find(({ name }) => name === 'attack-pairs')!.rows).toEqual([
      { model: 'net', norm: 'l2', budget: 1, attack: 'weak', rival: 'strong', wins: 0, losses: 10, p: signTest(0, 10) },
    ]);
  });

  it('is no table where an attack is alone, nor where each has budgets of its own', async () => {
    const names = async (...found: Parameters<typeof trialOf>[0][]): Promise<string[]> =>
      (await summariseRobustness([trialOf(found.flat())], 0.95)).tables!.map(({ name }) => name);
    expect(await names(STRONG)).toEqual(['robust-accuracy']);
    expect(await names(STRONG, records('other', 2, fill(20, null)))).toEqual(['robust-accuracy']);
  });

  it('pools seeds, and compares a smallest-norm attack at the budgets of the others', async () => {
    const least = records('least', null, [...fill(12, 0.4), ...fill(8, 2), 'skipped']);
    const trials = [1, 2].map((seed) => trialOf([...WEAK, ...least], { seed }));
    const { tables } = await summariseRobustness(trials, 0.95);
    const pairs = tables!.find(({ name }) => name === 'attack-pairs')!.rows;
    expect(pairs.map(({ budget, wins, losses }) => [budget, wins, losses])).toEqual([[1, 0, 20]]);
  });
});

describe('an attack that another one beats beyond chance', () => {
  it('has a warning at its headline, and the other none', async () => {
    const { headlines } = await summariseRobustness([trialOf([...WEAK, ...STRONG])], 0.95);
    const warnings = headlines!.map(({ warnings: all = [] }) => all.map(({ code }) => code));
    expect(warnings).toEqual([['beaten'], [], []]);
    expect(headlines![0]!.warnings![0]!.sentence).toBe(
      'strong fools 10 examples that this attack does not, and this attack 0 that strong does not (sign test, p = 0.002): robust accuracy is too high',
    );
  });

  it('needs more than chance would give: 10 to 2 are not enough', async () => {
    const weak = records('weak', 1, [...fill(2, 0.5), ...fill(10, null), 0.5, 0.5, ...fill(6, null), 'skipped']);
    const { headlines } = await summariseRobustness([trialOf([...weak, ...STRONG])], 0.95);
    expect(headlines!.every(({ warnings = [] }) => warnings.length === 0)).toBe(true);
  });

  it('is told by distances where there is no budget', async () => {
    const long = records('long', null, fill(40, 0.3));
    const short = records('short', null, [...fill(30, 0.2), ...fill(10, 0.3 * (1 + 1e-9))]);
    const { headlines } = await summariseRobustness([trialOf([...long, ...short])], 0.95);
    expect(headlines![0]!.warnings![0]!.sentence).toMatch(
      /^short finds the smaller perturbation on 30 examples and this attack on 0 \(sign test, p < 10⁻⁶\)/,
    );
  });

  it('is one note of a sweep, which says how many rows there are more', async () => {
    const trials = [2, 3].map((dimension) =>
      trialOf([...WEAK, ...(dimension === 2 ? STRONG : records('strong', 1, [...fill(15, 0.5), ...fill(5, null)]))], {
        swept: { 'dataset.dimension': dimension },
      }),
    );
    const { warnings } = await summariseRobustness(trials, 0.95);
    expect(warnings).toEqual([
      expect.stringMatching(/^attack 'weak' on model 'net': strong fools 13 .*; likewise in 1 more rows of the table$/),
    ]);
  });
});
