import { describe, expect, it } from '@jest/globals';
import { differenceOfLogitsRatio, logitDifference, marginLoss, random } from '@fragility/numerics';
import { logitRatio } from './logit-ratio.js';

describe('the ratio of a difference of logits to their spread', () => {
  const stream = random('ratio');
  const logitsOf = (k: number): Float64Array => Float64Array.from({ length: k }, () => stream.normal());
  const cases = [
    ['margin', { label: 1 }, 5],
    ['margin to a target', { label: 1, target: 3 }, 5],
    ['margin of three classes', { label: 1 }, 3],
    ['margin of two classes', { label: 1 }, 2],
  ] as const;

  it.each(cases)('has the cotangent of finite differences: %s', (_name, criterion, classes) => {
    for (let trial = 0; trial < 20; trial++) {
      const logits = logitsOf(classes);
      const loss = logitRatio(marginLoss(criterion), 'target' in criterion, 2);
      const { cotangent } = loss(logits);
      for (let j = 0; j < classes; j++) {
        const at = (shift: number): number => loss(logits.map((v, i) => (i === j ? v + shift : v))).value;
        expect((at(1e-6) - at(-1e-6)) / 2e-6).toBeCloseTo(cotangent[j]!, 6);
      }
    }
  });

  it('is the Difference of Logits Ratio of the margin, and takes other differences', () => {
    for (const criterion of [{ label: 2 }, { label: 2, target: 0 }]) {
      const logits = logitsOf(6);
      const ratio = logitRatio(marginLoss(criterion), 'target' in criterion, 1)(logits).value;
      if (!('target' in criterion)) expect(ratio).toBeCloseTo(differenceOfLogitsRatio(criterion)(logits).value, 12);
      expect(logitRatio(marginLoss(criterion), false, 1)(logits.map((v) => 7 * v + 3)).value).toBeCloseTo(
        logitRatio(marginLoss(criterion), false, 1)(logits).value,
        12,
      );
    }
    expect(logitRatio(logitDifference(0, 2), false, 1)(Float64Array.of(4, 3, 0)).value).toBe(-1);
  });
});
