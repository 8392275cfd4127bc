/** Numbers in [0, 1) from a seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = (draw, list) => list[Math.floor(draw() * list.length)];
const below = (draw, limit) => Math.floor(draw() * limit);

/** Numbers that length fields go wrong by. */
const NUMBERS = [
  0n,
  1n,
  2n,
  127n,
  255n,
  256n,
  65_535n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 40n,
  2n ** 62n,
  -1n,
];

/** One kind of damage each: bytes in, bytes out. */
const DAMAGES = [
  (bytes, draw) => {
    const at = below(draw, bytes.length);
    bytes[at] ^= 1 << below(draw, 8);
    return bytes;
  },
  (bytes, draw) => {
    bytes[below(draw, bytes.length)] = pick(draw, [0, 1, 0x7f, 0x80, 0xff]);
    return bytes;
  },
  (bytes, draw) => bytes.subarray(0, below(draw, bytes.length + 1)),
  (bytes, draw) => {
    const at = below(draw, bytes.length + 1);
    const added = Buffer.from(Array.from({ length: 1 + below(draw, 8) }, () => below(draw, 256)));
    return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
  },
  (bytes, draw) => {
    const [from, to] = [below(draw, bytes.length), below(draw, bytes.length)].sort((a, b) => a - b);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  (bytes, draw, other) => {
    const [from, to] = [below(draw, bytes.length), below(draw, other.length)];
    return Buffer.concat([bytes.subarray(0, from), other.subarray(to, to + below(draw, 64))]);
  },
  (bytes, draw) => {
    const [wide, little] = [draw() < 0.5, draw() < 0.5];
    const width = wide ? 8 : 4;
    if (bytes.length < width) return bytes;
    const field = Buffer.alloc(8);
    const number = BigInt.asIntN(8 * width, pick(draw, NUMBERS));
    if (wide) field[little ? 'writeBigInt64LE' : 'writeBigInt64BE'](number);
    else field[little ? 'writeInt32LE' : 'writeInt32BE'](Number(number));
    field.copy(bytes, below(draw, Math.min(bytes.length - width, 256) + 1), 0, width);
    return bytes;
  },
];

/** Some bytes with one to four damages. */
export function damaged(bytes, draw, other = bytes) {
  let result = Buffer.from(bytes);
  for (let k = 1 + below(draw, 4); k > 0 && result.length > 0; k--) result = pick(draw, DAMAGES)(result, draw, other);
  return result;
}

/** Values that a JSON file has where it should not. */
const VALUES = [
  null,
  true,
  -1,
  0,
  0.5,
  1e300,
  2 ** 40,
  '',
  '__proto__',
  'constructor',
  'toString',
  '\ud800',
  [],
  {},
  [[]],
  [null],
  'x'.repeat(1e5),
];

/** A JSON value with one to three of its parts replaced, left out or renamed. */
export function disfigured(given, draw) {
  const root = { value: structuredClone(given) };
  for (let k = 1 + below(draw, 3); k > 0; k--) {
    let [holder, key] = [root, 'value'];
    while (
      typeof holder[key] === 'object' &&
      holder[key] !== null &&
      Object.keys(holder[key]).length > 0 &&
      draw() < 0.9
    ) {
      holder = holder[key];
      key = pick(draw, Object.keys(holder));
    }
    const kind = draw();
    if (kind < 0.6) holder[key] = structuredClone(pick(draw, VALUES));
    else if (kind < 0.75) delete holder[key];
    else if (kind < 0.9)
      Object.defineProperty(holder, pick(draw, ['__proto__', 'constructor', 'name', '0']), {
        value: holder[key],
        enumerable: true,
        configurable: true,
        writable: true,
      });
    else holder[key] = [holder[key]];
  }
  return root.value;
}
