import ln from '@stdlib/math-base-special-ln';

/**
 * Quantile of the standard normal distribution: Φ⁻¹(p), p ∈ [0, 1]; NaN outside.
 *
 * Relative error about 1e-16. Uses + − × ÷, √ and a portable logarithm only, so that it is the same to the bit on every platform.
 * Source: Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477.
 *
 * @example normalQuantile(0.975); // 1.959963984540054
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q *
        (((((((r * 2509.0809287301227 + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r +
          13731.69376550946) *
          r +
          1971.5909503065513) *
          r +
          133.14166789178438) *
          r +
          3.3871328727963665)) /
      (((((((r * 5226.495278852546 + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r +
        5394.196021424751) *
        r +
        687.1870074920579) *
        r +
        42.31333070160091) *
        r +
        1)
    );
  }
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? (q < 0 ? -Infinity : Infinity) : NaN;
  let r = Math.sqrt(-ln(tail));
  let z: number;
  if (r <= 5) {
    r -= 1.6;
    z =
      (((((((r * 0.0007745450142783414 + 0.022723844989269184) * r + 0.2417807251774506) * r + 1.2704582524523684) * r +
        3.6478483247632045) *
        r +
        5.769497221460691) *
        r +
        4.630337846156546) *
        r +
        1.4234371107496835) /
      (((((((r * 1.0507500716444169e-9 + 0.0005475938084995345) * r + 0.015198666563616457) * r + 0.14810397642748008) *
        r +
        0.6897673349851) *
        r +
        1.6763848301838038) *
        r +
        2.053191626637759) *
        r +
        1);
  } else {
    r -= 5;
    z =
      (((((((r * 2.0103343992922881e-7 + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r +
        0.026532189526576124) *
        r +
        0.29656057182850487) *
        r +
        1.7848265399172913) *
        r +
        5.463784911164114) *
        r +
        6.657904643501103) /
      (((((((r * 2.0442631033899397e-15 + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r +
        0.0007868691311456133) *
        r +
        0.014875361290850615) *
        r +
        0.1369298809227358) *
        r +
        0.599832206555888) *
        r +
        1);
  }
  return q < 0 ? -z : z;
}

/**
 * Standard normal distribution function: Φ(x) = ½ erfc(−x/√2), relative error about 1e-15 down to x = −37.
 *
 * Source: Cody, Algorithm 715 (ANORM), ACM TOMS 19 (1993) 22.
 *
 * @example normalCdf(1.959963984540054); // 0.975
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const y = Math.abs(x);
  if (y <= 0.67448975) {
    const s = x * x;
    const p =
      (((s * 0.06568233791820745 + 2.2352520354606837) * s + 161.02823106855587) * s + 1067.6894854603709) * s +
      18154.98125334356;
    const q = (((s + 47.202581904688245) * s + 976.0985517377767) * s + 10260.932208618979) * s + 45507.78933502673;
    return 0.5 + (x * p) / q;
  }
  if (y > 40) return x < 0 ? 0 : 1;
  let tail: number;
  if (y <= Math.sqrt(32)) {
    const p =
      (((((((y * 1.0765576773720192e-8 + 0.39894151208813466) * y + 8.883149794388377) * y + 93.50665613217785) * y +
        597.2702763948002) *
        y +
        2494.5375852903726) *
        y +
        6848.190450536283) *
        y +
        11602.65143764735) *
        y +
      9842.714838383978;
    const q =
      (((((((y + 22.266688044328117) * y + 235.387901782625) * y + 1519.3775994075547) * y + 6485.558298266761) * y +
        18615.571640885097) *
        y +
        34900.95272114598) *
        y +
        38912.00328609327) *
        y +
      19685.429676859992;
    tail = p / q;
  } else {
    const s = 1 / (y * y);
    const p =
      ((((s * 0.023073441764940174 + 0.215898534057957) * s + 0.12740116116024736) * s + 0.022235277649665038) * s +
        0.0014216191932278934) *
        s +
      2.9112874951168793e-5;
    const q =
      ((((s + 1.284260096144911) * s + 0.4682382124808651) * s + 0.06598813786892856) * s + 0.0037823963320275824) * s +
      7.297515550839662e-5;
    tail = (0.3989422804014327 - (s * p) / q) / y;
  }
  // exp(−y²/2) in two factors, the first exact: y² itself would lose digits
  const head = Math.trunc(y * 16) / 16;
  tail *= Math.exp(-0.5 * head * head) * Math.exp(-0.5 * (y - head) * (y + head));
  return x < 0 ? tail : 1 - tail;
}

/**
 * Standard normal density: φ(x) = exp(−x²/2) / √(2π).
 *
 * @example normalDensity(0); // 0.3989…
 */
export const normalDensity = (x: number): number => 0.3989422804014327 * Math.exp(-0.5 * x * x);
