import { describe, expect, it } from '@jest/globals';
import { atMost } from './index.js';

describe('atMost', () => {
  it.each([1, 3])('runs %i at one time, in order, whatever fails', async (limit) => {
    const run = atMost(limit);
    const started: number[] = [];
    let [now, most] = [0, 0];
    const work = async (k: number): Promise<number> => {
      started.push(k);
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, (k % 3) * 3));
      now--;
      if (k % 4 === 0) throw new Error(`no ${k}`);
      return k;
    };
    const order = Array.from({ length: 12 }, (_, k) => k);
    const results = await Promise.allSettled(order.map((k) => run(() => work(k))));
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual(
      order.map((k) => (k % 4 === 0 ? 'failed' : k)),
    );
    expect([started, most, now]).toEqual([order, limit, 0]);
  });
});
