/** Linear functions of the outputs, one a row: ⟨a_i, outputs⟩. */
export interface Specification {
  readonly rows: number;
  /** `[rows, outputs]`. */
  readonly a: Float64Array;
  /** Index of another value than the outputs that they are functions of. */
  readonly value?: number;
}

/**
 * The margins of a class: f_label − f_j for the other classes j in their order.
 *
 * @example marginsOf(0, 3).a; // [1, -1, 0, 1, 0, -1]
 */
export function marginsOf(label: number, classes: number, targets?: readonly number[]): Specification {
  const chosen = targets ?? Array.from({ length: classes }, (_, j) => j).filter((j) => j !== label);
  const a = new Float64Array(chosen.length * classes);
  chosen.forEach((j, i) => {
    a[i * classes + label]! += 1;
    a[i * classes + j]! -= 1;
  });
  return { rows: chosen.length, a };
}
