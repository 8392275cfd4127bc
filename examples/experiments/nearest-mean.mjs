/** A classifier of one's own: logits f_k(x) = −‖x − m_k‖²/2 of two fixed means, and their gradients. */
const DIMENSION = 16;
const MEANS = [1, -1].map((sign) => Array.from({ length: DIMENSION }, (_, j) => sign * Math.cos(j)));

export const predict = (x, [n]) =>
  Array.from({ length: n }, (_, i) =>
    MEANS.map((mean) => -mean.reduce((sum, m, j) => sum + (x[i * DIMENSION + j] - m) ** 2, 0) / 2),
  );

export const vjp = (x, [n], cotangent) =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: DIMENSION }, (__, j) =>
      MEANS.reduce((sum, mean, k) => sum + cotangent[2 * i + k] * (mean[j] - x[i * DIMENSION + j]), 0),
    ),
  );
