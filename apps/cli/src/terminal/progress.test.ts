import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RunEvent, Trial } from '@fragility/runner';
import { duration, progressPrinter } from './progress.js';

const trial = { id: 't', model: 'net', seed: 1, swept: { 'dataset.dimension': 64 } } as unknown as Trial;
const counted = { attack: 'pgd', done: 120, of: 1000, judged: 100, robust: 45 };
const progress = (more: Partial<RunEvent & { kind: 'progress' }> = {}): RunEvent => ({
  ...{ kind: 'progress', trial, phase: 'attacks', message: 'net: pgd', done: 0.129, secondsLeft: 40, ...more },
});
const FAR = '12 %, 40 s left  net, seed 1, dataset.dimension 64: pgd, 120 of 1000 examples, 45.0 % robust so far';

let now = 0;
beforeEach(() => {
  now = 1e6;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => void jest.restoreAllMocks());

/** What is printed of some events, a number of milliseconds between two of them. */
function printed(
  events: readonly RunEvent[],
  between: number,
  terminal: { isTTY?: boolean; columns?: number } = {},
): string[] {
  const lines: string[] = [];
  const output = { write: (text: string) => void lines.push(text), ...terminal };
  const { onEvent } = progressPrinter(output, output);
  for (const event of events) {
    now += between;
    onEvent(event);
  }
  return lines;
}

describe('without a terminal', () => {
  it('a line says how far the run is where nothing has ended for five seconds', () => {
    expect(printed([progress({ counted }), progress({ counted }), progress({ counted })], 2600)).toEqual([`${FAR}\n`]);
  });

  it('there is none while trials end', () => {
    const done: RunEvent = { kind: 'trial-done', trial, index: 0, trials: 2, seconds: 3 };
    const lines = printed([progress(), done, progress(), done, progress()], 3000);
    expect(lines).toEqual(Array(2).fill('[1/2] net, seed 1, dataset.dimension 64: 3.0 s\n'));
  });

  it('what is not known is left out', () => {
    const early = progress({ secondsLeft: null, counted: { ...counted, judged: 0, robust: 0 } });
    expect(printed([early], 6000)).toEqual(['12 %  net, seed 1, dataset.dimension 64: pgd, 120 of 1000 examples\n']);
    expect(printed([progress()], 6000)).toEqual(['12 %, 40 s left  net, seed 1, dataset.dimension 64: net: pgd\n']);
  });
});

it('on a terminal one line is rewritten, ten times a second at most, and cut to its width', () => {
  const lines = printed([progress({ counted }), progress({ counted }), progress({ counted })], 60, {
    isTTY: true,
    columns: 30,
  });
  expect(lines).toEqual(['\r\x1b[2K', FAR.slice(0, 29), '\r\x1b[2K', FAR.slice(0, 29)]);
});

it.each([
  [9.94, '9.9 s'],
  [59.4, '59 s'],
  [85, '1 min 25 s'],
  [7260, '2 h 1 min'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));
