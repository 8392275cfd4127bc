const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

const bits = new DataView(new ArrayBuffer(8));

/**
 * Natural logarithm, the same to the bit on every platform, which `Math.log` is not: it uses + − × ÷ only.
 *
 *     x = 2^k (1 + f), √½ < 1 + f < √2,   ln x = k ln 2 + ln(1 + f)
 *
 * Error below one unit in the last place; −∞ at 0, NaN below.
 * Source: the method of FDLIBM's e_log.c (Sun Microsystems, 1993), with its minimax polynomial.
 *
 * @example ln(10); // 2.302585092994046
 */
export function ln(x: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x === Infinity) return Infinity;
  const subnormal = x < 2 ** -1022;
  bits.setFloat64(0, subnormal ? x * 2 ** 54 : x);
  const high = bits.getUint32(0);
  const mantissa = high & 0xfffff;
  const upper = (mantissa + 0x95f64) & 0x100000;
  const k = (high >>> 20) + (upper >>> 20) - 1023 - (subnormal ? 54 : 0);
  bits.setUint32(0, mantissa | (upper ^ 0x3ff00000));
  const f = bits.getFloat64(0) - 1;
  return k * LN2_HIGH - (excess(f, k * LN2_LOW, mantissa) - f);
}

/** f − ln(1 + f) − low, in the order of operations that keeps the most digits for this f. */
function excess(f: number, low: number, mantissa: number): number {
  if (((mantissa + 2) & 0xfffff) < 3) return f * f * (0.5 - 0.3333333333333333 * f) - low;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const rest = even + odd;
  if (mantissa < 0x6147a || mantissa > 0x6b851) return s * (f - rest) - low;
  const half = 0.5 * f * f;
  return half - (s * (half + rest) + low);
}
