/** A number of the page has a minus sign and powers of ten as they are printed. */
const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'0123456789-'].map((c, k) => [c, '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'[k]!]),
);

const minus = (text: string): string => text.replaceAll('-', '−');

const raised = (exponent: string): string => [...exponent.replace('+', '')].map((c) => SUPERSCRIPTS[c]).join('');

/** `1.235 × 10⁻⁹`. */
function scientific(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits).split('e') as [string, string];
  return `${minus(mantissa)} × 10${raised(exponent)}`;
}

/** A text whose numbers are as people print them: minus signs for hyphens, `8.6 × 10⁻¹⁰` for 8.6e-10. */
export const printed = (text: string): string =>
  text
    .replace(/(?<=(?<![\w.])-?\d+(?:\.\d+)?)e[+-]?\d+\b/g, (power) => ` × 10${raised(power.slice(1))}`)
    .replace(/(?<![\w.])-(?=\d)/g, '−');

/** Sizes that are printed without a power of ten. */
const isPlain = (size: number): boolean => size === 0 || (size >= 1e-4 && size < 1e6);

/**
 * Four significant digits: `0.04988`, `1.235 × 10⁻⁹`, `1024`, `−0.5`.
 */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : 'none';
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return minus(String(value));
  return isPlain(Math.abs(value)) ? minus(String(Number(value.toPrecision(4)))) : scientific(value, 3);
}

/** Digits that numbers of a column have after the point: four significant ones in the middle of them. */
function decimalsOf(values: readonly number[]): number {
  const sizes = values
    .map(Math.abs)
    .filter((size) => size > 0 && isPlain(size))
    .sort((a, b) => a - b);
  const middle = sizes[Math.floor((sizes.length - 1) / 2)] ?? 1;
  return Math.max(1, Math.min(6, 3 - Math.floor(Math.log10(middle))));
}

/**
 * How the numbers of a column are printed: whole ones as they are; else all with the same number of digits after the point, and powers of ten
 * where a number is too small or too large for that.
 *
 * @example columnFormat([0.5, -0.04988])(0.5); // '0.50000'
 */
export function columnFormat(values: readonly number[]): (value: number) => string {
  const finite = values.filter(Number.isFinite);
  if (finite.every((value) => Number.isInteger(value) && Math.abs(value) < 1e9)) return shortNumber;
  const decimals = decimalsOf(finite);
  return (value) =>
    !Number.isFinite(value) || !isPlain(Math.abs(value))
      ? Number.isFinite(value)
        ? scientific(value, 2)
        : shortNumber(value)
      : minus(value.toFixed(decimals));
}
