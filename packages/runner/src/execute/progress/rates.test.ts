import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { learnedRates, type Sort } from './rates.js';

const training = (size: number, name = 'model//net'): Sort => ({ name, phase: 'model', size });
const attacking = (size: number): Sort => ({ name: 'attacks/pgd/net', phase: 'attacks', size });

describe('rates', () => {
  it('are what a step of this size took, whatever others took', () => {
    const rates = learnedRates();
    rates.saw(training(10), 5, 1);
    rates.saw(training(10), 5, 2);
    rates.saw(training(1000), 1000, 1);
    expect(rates.of(training(10))).toBeCloseTo(0.3, 12);
  });

  it('follow a power law over the sizes of a step', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0.05, max: 1.95, noNaN: true }),
        (factor, power) => {
          const rates = learnedRates();
          for (const size of [100, 200, 800]) rates.saw(training(size), size, factor * size ** power);
          expect(rates.of(training(5000))! * 5000).toBeCloseTo(factor * 5000 ** power, 3 - Math.log10(5000 ** power));
        },
      ),
    );
  });

  it('are proportional where one size is known', () => {
    const rates = learnedRates();
    rates.saw(attacking(100), 50, 5);
    expect(rates.of(attacking(400))).toBeCloseTo(0.1, 12);
  });

  it('are those of the phase or of anything where none is known, and what is usual where nothing is', () => {
    const rates = learnedRates();
    const other = { ...attacking(7), name: 'attacks/fgsm/net' };
    expect(rates.of(other)).toBe(2e-8);
    rates.saw(training(1e9), 1e9, 60);
    expect(rates.of(other)).toBeCloseTo(61 / 1.05e9, 12);
    rates.saw(attacking(1e9), 1e9, 99);
    expect(rates.of(other)).toBeCloseTo(100 / 1.05e9, 12);
  });

  it('do not follow from moments', () => {
    const rates = learnedRates();
    rates.saw(attacking(1e8), 1e3, 0.5);
    expect(rates.of(attacking(1e8))).toBeLessThan(2e-8 * 2);
    rates.saw(attacking(1e8), 0.05e8, 0.5);
    expect(rates.of(attacking(1e8))).toBeCloseTo(1 / 0.05001e8, 12);
    rates.saw(training(10), 10, 0);
    expect(rates.of(training(10))).toBeCloseTo(1e-5, 12);
  });
});
