import type { Criterion, Loss } from '../types.js';
import { checkClass } from './margin.js';
import { scaleToOne } from './scale.js';

/**
 * Squared error to the one-hot vector, to ascend: `½‖f − e_y‖²` (untargeted) or `−½‖f − e_t‖²` (targeted).
 *
 * Cotangent: `±(f − e)`, scaled so that its largest entry is 1; zero at the one-hot vector itself.
 *
 * @throws FragilityError `numerics/class` when the label (or target) is not a class.
 * @example squaredError({ label: 0 })(Float64Array.of(1, 2)).value; // 2
 */
export function squaredError({ label, target }: Criterion): Loss {
  const own = target ?? label;
  const sign = target === undefined ? 1 : -1;
  return (logits, cotangent = new Float64Array(logits.length)) => {
    checkClass(logits, own);
    let sum = 0;
    for (let j = 0; j < logits.length; j++) {
      const residual = logits[j]! - (j === own ? 1 : 0);
      sum += residual * residual;
      cotangent[j] = sign * residual;
    }
    return { value: (sign * sum) / 2, cotangent: scaleToOne(cotangent) };
  };
}
