const LITERAL = /^(-?[\d.]|['"[{]|(true|false|null|undefined|NaN|-?Infinity)$|(Int32|Float64)Array)/;

/** A number of which only the digits shown are known: `0.0800…`. */
const digits = (text) => ({
  close: (value) => Math.abs(value - Number(text)) <= 10 ** -(text.split('.')[1]?.length ?? 0),
});

/** The value that a comment shows, or undefined where it is prose. */
export function literal(text) {
  if (!LITERAL.test(text)) return undefined;
  const code = text
    .replace(/(Int32|Float64)Array\s*(\(\d+\))?\s*(?=\[)/g, '')
    .replace(/(-?\d+(\.\d+)?)…/g, "digits('$1')");
  return { value: new Function('digits', `return (${code});`)(digits) };
}

function same(value, expected) {
  if (typeof expected?.close === 'function') return expected.close(value);
  if (typeof value === 'number' && typeof expected === 'number')
    return Object.is(value, expected) || Math.abs(value - expected) <= 1e-12 * Math.abs(expected);
  if (typeof value !== 'object' || value === null || expected === null) return Object.is(value, expected);
  const plain = ArrayBuffer.isView(value) ? Array.from(value) : value;
  const keys = Object.keys(expected);
  return keys.length === Object.keys(plain).length && keys.every((key) => same(plain[key], expected[key]));
}

const show = (value) => JSON.stringify(value, (_, inner) => (ArrayBuffer.isView(inner) ? Array.from(inner) : inner));

/** Throws where an expression does not have the value that the comment behind it shows. */
export function shown(value, says) {
  const expected = literal(says);
  if (expected && !same(value, expected.value)) throw new Error(`is ${show(value)}, the comment says ${says}`);
}
