import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Criterion, Loss } from '../types.js';
import {
  crossEntropy,
  differenceOfLogitsRatio,
  logitDifference,
  margin,
  marginLoss,
  predictedClass,
  probabilityMargin,
  squaredError,
} from './index.js';

const vector = (...values: number[]): Float64Array => Float64Array.of(...values);

/** Central differences of the value, scaled so that the largest entry is 1. */
function numericDirection(loss: Loss, logits: Float64Array): Float64Array {
  const step = 1e-5;
  const slopes = logits.map((_, j) => {
    const up = logits.slice();
    const down = logits.slice();
    up[j]! += step;
    down[j]! -= step;
    return (loss(up).value - loss(down).value) / (2 * step);
  });
  const largest = Math.max(...slopes.map(Math.abs));
  return slopes.map((slope) => slope / largest);
}

/** Five logits at least 0.05 apart: no kink of a margin or of a ranking within a finite difference. */
const separated = fc
  .tuple(
    fc.array(fc.double({ min: 0.05, max: 2, noNaN: true }), { minLength: 5, maxLength: 5 }),
    fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
  )
  .map(([gaps, keys]) => {
    let level = -3;
    const sorted = gaps.map((gap) => (level += gap));
    const order = keys.map((key, i) => [key, i] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return Float64Array.from(order, ([, i]) => sorted[i]!);
  });

const criteria: readonly Criterion[] = [{ label: 2 }, { label: 2, target: 4 }];
const losses: readonly (readonly [string, (criterion: Criterion) => Loss])[] = [
  ['crossEntropy', crossEntropy],
  ['marginLoss', marginLoss],
  ['differenceOfLogitsRatio', differenceOfLogitsRatio],
  ['probabilityMargin', probabilityMargin],
  ['squaredError', squaredError],
  ['logitDifference', ({ label, target }) => logitDifference(label, target ?? 0)],
];

describe.each(losses)('%s', (name, create) => {
  it.each(criteria)('writes its cotangent where it is told to: %j', (criterion) => {
    const loss = create(criterion);
    for (const logits of [vector(1, 5, 2, -3, 4), vector(1, 1, 1, 1, 1), vector(1, NaN, 2, 3, 4)]) {
      const { value, cotangent } = loss(logits);
      const out = new Float64Array(5).fill(9);
      const told = loss(logits, out);
      expect(told).toEqual({ value, cotangent });
      if (name !== 'probabilityMargin') expect(told.cotangent).toBe(out);
    }
  });

  it.each(criteria)('has the cotangent of its value: %j', (criterion) => {
    const loss = create(criterion);
    fc.assert(
      fc.property(separated, (logits) => {
        const before = logits.slice();
        const { cotangent } = loss(logits);
        expect(logits).toEqual(before);
        if (cotangent.every((value) => Math.abs(value) < 1e-9)) return;
        expect(Math.max(...cotangent.map(Math.abs))).toBe(1);
        if (name === 'differenceOfLogitsRatio' && Math.abs(Math.abs(loss(logits).value) - 1) < 1e-6) return;
        const expected = numericDirection(loss, logits);
        cotangent.forEach((value, j) => expect(Math.abs(value - expected[j]!)).toBeLessThan(1e-6));
      }),
    );
  });

  it.each(criteria)('answers NaN with NaN: %j', (criterion) => {
    expect(create(criterion)(vector(NaN, NaN, NaN, NaN, NaN)).value).toBeNaN();
    expect(create(criterion)(vector(1, 2, NaN, 0, 3)).value).toBeNaN();
  });

  it('refuses a class that is not there', () => {
    expect(() => create({ label: 5, target: 5 })(vector(1, 2, 3, 4, 5))).toThrow(/class 5 of 5 logits/);
    expect(() => create({ label: -1 })(vector(1, 2, 3, 4, 5))).toThrow(/class -1/);
  });
});

describe('margin', () => {
  it('is negative exactly where the example is fooled', () => {
    expect(margin(vector(3, 1, 2), { label: 0 })).toBe(1);
    expect(margin(vector(3, 1, 2), { label: 1 })).toBe(-2);
    expect(margin(vector(3, 3, 2), { label: 0 })).toBe(0);
    expect(margin(vector(3, 1, 2), { label: 1, target: 2 })).toBe(1);
    expect(margin(vector(3, 1, 2), { label: 1, target: 0 })).toBe(-1);
    expect(margin(vector(3, 3, 2), { label: 2, target: 0 })).toBe(0);
    expect(margin(vector(3, NaN, 2), { label: 0 })).toBeNaN();
  });

  it('agrees with the predicted class', () => {
    fc.assert(
      fc.property(separated, fc.nat(4), (logits, k) => {
        expect(margin(logits, { label: k }) < 0).toBe(predictedClass(logits) !== k);
        expect(margin(logits, { label: 0, target: k }) < 0).toBe(predictedClass(logits) === k);
      }),
    );
  });
});

describe('predictedClass', () => {
  it('takes the first of equals and skips NaN', () => {
    expect(predictedClass(vector(1, 3, 3))).toBe(1);
    expect(predictedClass(vector(NaN, -3, -5))).toBe(1);
    expect(predictedClass(vector(-Infinity, -Infinity))).toBe(0);
    expect(predictedClass(vector(NaN, NaN))).toBe(0);
  });
});

describe('crossEntropy', () => {
  it.each([50, 110, 700, 1e6])('keeps the direction at margin %d', (lead) => {
    const { value, cotangent } = crossEntropy({ label: 0 })(vector(lead, Math.log(3), 0, -1e9));
    expect(cotangent[0]).toBe(-1);
    expect(cotangent[1]).toBeCloseTo(0.75, 14);
    expect(cotangent[2]).toBeCloseTo(0.25, 14);
    if (lead < 700) expect(value / (4 * Math.exp(-lead))).toBeCloseTo(1, 12);
  });

  it.each([50, 110, 700, 1e6])('keeps the direction towards a target at margin %d', (lead) => {
    const second = lead - Math.log(3);
    const share = 1 / (1 + Math.exp(second - lead));
    const { value, cotangent } = crossEntropy({ label: 0, target: 2 })(vector(lead, second, 0));
    expect(cotangent[2]).toBe(1);
    expect(cotangent[0]).toBeCloseTo(-share, 14);
    expect(cotangent[1]).toBeCloseTo(share - 1, 14);
    expect(value).toBeCloseTo(-lead - Math.log(4 / 3), 9);
  });
});

describe('differenceOfLogitsRatio', () => {
  it('does not change when the logits are shifted and scaled', () => {
    fc.assert(
      fc.property(separated, fc.double({ min: 0.01, max: 100, noNaN: true }), (logits, scale) => {
        for (const criterion of criteria) {
          const loss = differenceOfLogitsRatio(criterion);
          expect(loss(logits.map((v) => scale * v + 7)).value).toBeCloseTo(loss(logits).value, 8);
        }
      }),
    );
  });

  it('is the margin loss where it has too few classes or no spread', () => {
    for (const logits of [vector(2, 1), vector(1, 1, 1, 1)]) {
      expect(differenceOfLogitsRatio({ label: 0 })(logits)).toEqual(marginLoss({ label: 0 })(logits));
    }
    const three = vector(2, 1, 0);
    expect(differenceOfLogitsRatio({ label: 0, target: 2 })(three)).toEqual(marginLoss({ label: 0, target: 2 })(three));
  });

  it('has the published values', () => {
    expect(differenceOfLogitsRatio({ label: 0 })(vector(4, 3, 0, -1)).value).toBe(-0.25);
    expect(differenceOfLogitsRatio({ label: 0, target: 2 })(vector(4, 3, 1, 0)).value).toBeCloseTo(-3 / 3.5, 15);
  });

  it.each([40, 110, 700, 1e6, 1e300])('keeps its direction at margin %d', (lead) => {
    const untargeted = differenceOfLogitsRatio({ label: 0 })(vector(lead, 1, 0.5, 0));
    expect(untargeted.value).toBeCloseTo(-1, 1);
    expect(untargeted.cotangent[1]).toBe(1);
    expect(untargeted.cotangent[2]).toBeCloseTo(-1, 1);
    const targeted = differenceOfLogitsRatio({ label: 0, target: 1 })(vector(lead, 1, 0.5, 0));
    expect(targeted.value).toBeCloseTo(-1, 1);
    expect(targeted.cotangent[1]).toBe(1);
    expect(targeted.cotangent[2]).toBeCloseTo(-0.5, 1);
  });
});

describe('probabilityMargin', () => {
  it('is log(1 + p_a − p_b)', () => {
    const logits = vector(Math.log(5), Math.log(3), Math.log(2));
    expect(probabilityMargin({ label: 0 })(logits).value).toBeCloseTo(Math.log(1 - 0.2), 14);
    expect(probabilityMargin({ label: 2 })(logits).value).toBeCloseTo(Math.log(1 + 0.3), 14);
    expect(probabilityMargin({ label: 0, target: 2 })(logits).value).toBeCloseTo(Math.log(1 - 0.3), 14);
  });

  it('has the sign of the margin, and is the difference of probabilities in another scale', () => {
    fc.assert(
      fc.property(separated, (logits) => {
        const weights = logits.map(Math.exp);
        const total = weights.reduce((x, y) => x + y);
        for (const criterion of criteria) {
          const { value } = probabilityMargin(criterion)(logits);
          expect(Math.sign(value)).toBe(-Math.sign(margin(logits, criterion)));
          const own = criterion.target ?? criterion.label;
          const rival = Math.max(...weights.filter((_, k) => k !== own));
          const lead = (criterion.target === undefined ? rival - weights[own]! : weights[own]! - rival) / total;
          expect(Math.expm1(value)).toBeCloseTo(lead, 12);
        }
      }),
    );
  });

  it.each([40, 110, 700, 1e6])('has neither a plateau nor a vanishing direction at margin %d', (lead) => {
    const loss = probabilityMargin({ label: 0 });
    const { value, cotangent } = loss(vector(lead, 0, -Math.log(4)));
    expect(value).toBeCloseTo(Math.log(2.25) - lead, 9);
    expect(loss(vector(lead - 1, 0, -Math.log(4))).value).toBeCloseTo(value + 1, 9);
    expect(cotangent[0]).toBe(-1);
    expect(cotangent[1]).toBeCloseTo(2 / 2.25, 12);
    expect(cotangent[2]).toBeCloseTo(0.25 / 2.25, 12);
  });

  it.each([40, 110, 700, 1e6])('keeps its direction once fooled by %d', (lead) => {
    const { cotangent } = probabilityMargin({ label: 1 })(vector(lead, 0, -Math.log(4)));
    expect(cotangent[0]).toBe(1);
    expect(cotangent[1]).toBeCloseTo(-2 / 2.25, 12);
    expect(cotangent[2]).toBeCloseTo(-0.25 / 2.25, 12);
  });
});
