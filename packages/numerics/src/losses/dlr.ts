import type { Row } from '../batch.js';
import type { Criterion, Loss } from '../types.js';
import { checkClass, marginLoss, strongestExcept } from './margin.js';
import { scaleToOne } from './scale.js';

/** Indices of the `count` largest logits, largest first; the first wins a tie. */
function ranking(logits: Row, count: number): number[] {
  return Array.from(logits.keys())
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
    .slice(0, count);
}

/**
 * Difference of Logits Ratio, to ascend: a margin that does not change when the logits are shifted or scaled.
 *
 *     untargeted:  −(f_y − max_{j≠y} f_j) / (f_π1 − f_π3)            targeted:  −(f_y − f_t) / (f_π1 − (f_π3 + f_π4)/2)
 *
 * π orders the logits downwards. Below 3 (targeted: 4) classes, and where the denominator is zero, it is the margin loss. The
 * cotangent includes the denominator's derivative and is scaled so that its largest entry is 1.
 * Source: Croce & Hein, ICML 2020, arXiv:2003.01690, equations 6 and 7.
 *
 * @throws FragilityError `numerics/class` when the label (or target) is not a class.
 * @example differenceOfLogitsRatio({ label: 0 })(Float64Array.of(4, 3, 0)).value; // -0.25
 */
export function differenceOfLogitsRatio(criterion: Criterion): Loss {
  const { label, target } = criterion;
  const fallback = marginLoss(criterion);
  const needed = target === undefined ? 3 : 4;
  return (logits, cotangent = new Float64Array(logits.length)) => {
    if (logits.length < needed || logits.some(Number.isNaN)) return fallback(logits, cotangent);
    checkClass(logits, label);
    if (target !== undefined) checkClass(logits, target);
    const [first, , third, fourth] = ranking(logits, needed) as [number, number, number, number?];
    const last = fourth ?? third;
    const spread = logits[first]! - (logits[third]! + logits[last]!) / 2;
    if (!(spread > 0)) return fallback(logits, cotangent);

    const rival = target ?? strongestExcept(logits, label);
    const value = (logits[rival]! - logits[label]!) / spread;
    cotangent.fill(0);
    cotangent[rival]! += 1;
    cotangent[label]! -= 1;
    cotangent[first]! -= value;
    cotangent[third]! += value / 2;
    cotangent[last]! += value / 2;
    return { value, cotangent: scaleToOne(cotangent) };
  };
}
