import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { frontier, type OpenBox } from './frontier.js';
import { heap } from './heap.js';

const NOTHING = new Float64Array(0);
const box = (violation: number, margin: number): OpenBox => ({
  lower: NOTHING,
  upper: NOTHING,
  doubts: NOTHING,
  nearest: NOTHING,
  share: 1,
  violation,
  margin,
});

describe('heap', () => {
  it('gives items back in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (numbers, least) => {
        const items = heap((x: number) => x);
        numbers.forEach(items.push);
        items.keep((x) => x >= least);
        const wanted = numbers.filter((x) => x >= least).sort((a, b) => a - b);
        expect(wanted.map(() => items.pop())).toEqual(wanted);
      }),
    );
  });
});

describe('frontier', () => {
  it('takes by turns what comes nearest and what is bounded worst, each box once', () => {
    const boxes = frontier();
    for (const [violation, margin] of [
      [3, -1],
      [1, -2],
      [2, -9],
      [4, -8],
    ] as const)
      boxes.push(box(violation, margin));
    expect(boxes.nearest(2).map(({ violation }) => violation)).toEqual([1, 2]);
    const taken = Array.from({ length: 5 }, () => boxes.pop()?.violation);
    expect(taken).toEqual([1, 2, 3, 4, undefined]);
    expect(boxes.size).toBe(0);
  });

  it('gives every box back once, however many there are', () => {
    const boxes = frontier();
    const seen = new Set<OpenBox>();
    let made = 0;
    for (let k = 0; k < 300_000; k++) {
      if (k % 3 < 2) {
        boxes.push(box((k * 7919) % 1009, -((k * 104_729) % 1013)));
        made++;
      } else seen.add(boxes.pop()!);
    }
    for (let next = boxes.pop(); next; next = boxes.pop()) seen.add(next);
    expect(seen.size).toBe(made);
  });
});
