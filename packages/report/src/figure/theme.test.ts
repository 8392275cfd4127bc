import { describe, expect, it } from '@jest/globals';
import { DASHES, NEUTRAL, PALETTE, SHAPES } from './theme.js';

type Rgb = readonly [number, number, number];

const linear = (hex: string): Rgb =>
  [1, 3, 5].map((k) => {
    const c = Number.parseInt(hex.slice(k, k + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;

const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

const contrast = (a: string, b: string): number => {
  const [more, less] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => y - x) as [number, number];
  return (more + 0.05) / (less + 0.05);
};

// Machado, Oliveira and Fernandes, A physiologically-based model for simulation of color vision deficiency, IEEE TVCG 15 (2009), severity 1.
const VISIONS: Readonly<Record<string, readonly Rgb[]>> = {
  everyone: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  greyscale: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
};

const seen = (rgb: Rgb, matrix: readonly Rgb[]): Rgb =>
  matrix.map((row) => Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]))) as unknown as Rgb;

/** CIE L*a*b* under D65. */
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27) * (t / 116) + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: string, b: string, matrix: readonly Rgb[]): number => {
  const [p, q] = [lab(seen(linear(a), matrix)), lab(seen(linear(b), matrix))];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
};

const pairs = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: i }, (__, j): [number, number] => [i, j])).flat();

describe('series', () => {
  it('stand out from the page, light and dark: 3:1', () => {
    for (const colour of PALETTE)
      for (const page of [NEUTRAL.paper, '#16191d']) expect(contrast(colour, page)).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(VISIONS))('are told apart under %s: by colour, or by dash and by shape', (_, matrix) => {
    for (const [i, j] of pairs(PALETTE.length)) {
      const apart = distance(PALETTE[i]!, PALETTE[j]!, matrix) > 20;
      const marked = String(DASHES[i]) !== String(DASHES[j]) && SHAPES[i] !== SHAPES[j];
      expect(apart || marked).toBe(true);
    }
  });

  it('of a figure with three have colours that every kind of colour-blind eyes tells apart', () => {
    for (const [name, matrix] of Object.entries(VISIONS))
      if (name !== 'greyscale')
        for (const [i, j] of pairs(3)) expect(distance(PALETTE[i]!, PALETTE[j]!, matrix)).toBeGreaterThan(15);
  });

  it('have a dash and a shape for each colour, no two alike', () => {
    expect(new Set(DASHES.map(String)).size).toBe(PALETTE.length);
    expect(new Set(SHAPES).size).toBe(PALETTE.length);
  });
});
