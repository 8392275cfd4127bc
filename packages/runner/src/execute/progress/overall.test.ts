import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Trial } from '../../plan/plan.js';
import type { Step } from '../../work/steps.js';
import type { Unit } from '../../work/units.js';
import { overallProgress } from './overall.js';

/** A tenth of a second at the rate that is usual, of which a second is taken for seen before anything is. */
const UNIT = 5e6;
const STEPS: readonly Step[] = [
  { phase: 'model', weight: 60 * UNIT },
  { phase: 'evaluation', weight: UNIT },
  { phase: 'attacks', name: 'pgd', weight: 30 * UNIT },
  { phase: 'analyses', name: 'law', weight: 10 * UNIT },
];
const unit = (id: string, steps = STEPS): Unit => ({
  ...{ id, steps, does: 'trial', after: [], weight: 0 },
  trial: { id, model: 'net' } as Trial,
});

let seconds = 0;
const clock = { now: () => new Date(0), elapsed: () => 1000 * seconds };
beforeEach(() => {
  seconds = 0;
});

describe('the time left of a run', () => {
  it('is what is usual at first, and then what the rest takes at the rates seen', () => {
    const progress = overallProgress([unit('a')], clock);
    expect(progress.at('a', { phase: 'model', share: 0 })).toEqual({ done: 0, secondsLeft: expect.closeTo(10.1, 9) });
    seconds = 3;
    // 30 of 101 in 3 s: 0.1 s a unit of work
    const half = progress.at('a', { phase: 'model', share: 0.5 });
    expect(half.secondsLeft).toBeCloseTo(7.1, 9);
    expect(half.done).toBeCloseTo(3 / 10.1, 9);
  });

  it('goes by what each step takes once it is seen, and by steps of other trials', () => {
    const progress = overallProgress([unit('a'), unit('b')], clock);
    progress.at('a', { phase: 'model', share: 0 });
    seconds = 6;
    progress.at('a', { phase: 'evaluation', share: 0 });
    seconds = 6.1;
    progress.at('a', { phase: 'attacks', name: 'pgd', share: 0 });
    seconds = 36.1;
    progress.at('a', { phase: 'analyses', name: 'law', share: 0 });
    seconds = 37.1;
    progress.end('a');
    seconds = 37.1;
    expect(progress.at('b', { phase: 'model', share: 0 }).secondsLeft).toBeCloseTo(37.1, 6);
  });

  it('counts what is taken over as done, and not as fast', () => {
    const progress = overallProgress([unit('a')], clock);
    progress.at('a', { phase: 'evaluation', share: 0 });
    progress.skip('a', { phase: 'attacks', name: 'pgd' }, 0.5);
    progress.at('a', { phase: 'attacks', name: 'pgd', share: 0.5 });
    seconds = 3;
    // 3 of the 15 left in 3 s; with the clean examples and what is usual 14 in 4 s, by which the 10 of the analysis are told
    expect(progress.at('a', { phase: 'attacks', name: 'pgd', share: 0.6 }).secondsLeft).toBeCloseTo(
      12 + (10 * 4) / 14,
      9,
    );
  });

  it('takes a model that is built in the middle for what it is', () => {
    const progress = overallProgress([unit('a')], clock);
    progress.at('a', { phase: 'evaluation', share: 0 });
    progress.at('a', { phase: 'model', share: 0 });
    seconds = 6;
    progress.at('a', { phase: 'evaluation', share: 0 });
    seconds = 6.3;
    expect(progress.at('a', { phase: 'attacks', name: 'pgd', share: 0 }).secondsLeft).toBeCloseTo((40 * 7.3) / 71, 9);
  });

  it('is shared by those at work, and no less than what one of them has left', () => {
    const progress = overallProgress([unit('a', STEPS.slice(0, 1)), unit('b', STEPS.slice(0, 1))], clock);
    for (const id of ['a', 'b']) progress.at(id, { phase: 'model', share: 0 });
    seconds = 6;
    progress.at('a', { phase: 'model', share: 0.5 });
    seconds = 6.5;
    expect(progress.at('b', { phase: 'model', share: 0.5 }).secondsLeft).toBeCloseTo(6.25, 6);
    seconds = 12;
    progress.at('a', { phase: 'model', share: 0.75 });
    progress.end('b');
    seconds = 13;
    expect(progress.at('a', { phase: 'model', share: 1 })).toEqual({ done: 1, secondsLeft: 0 });
  });

  it('never goes back in the share that is done', () => {
    const progress = overallProgress([unit('a')], clock);
    const told = [0.1, 0.9, 0.901, 0.902, 0.95].map((share) => {
      seconds += share === 0.901 ? 100 : 1;
      return progress.at('a', { phase: 'model', share }).done;
    });
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)!).toBeLessThan(1);
  });
});
