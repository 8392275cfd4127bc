import { normOf, type Random, type Row } from '@fragility/numerics';

/** By how much the rings of a bump fall off: 1/k² in L2, 1/k⁴ in L1. */
const DECAY = { l2: 2, l1: 4 } as const;

/**
 * A bump on a rectangle, of norm 1: rings of squares around its centre, the innermost highest.
 *
 *     η(i, j) ∝ Σ_{k=r}^{K} (k + 1)^−q,   r = max(|i − i₀|, |j − j₀|),   q = 2 (L2), 4 (L1)
 */
function bump(height: number, width: number, norm: 'l2' | 'l1'): Row {
  const [middle, centre] = [Math.floor(height / 2), Math.floor(width / 2)];
  const last = Math.max(middle, centre);
  const tail = new Float64Array(last + 2);
  for (let k = last; k >= 0; k--) tail[k] = tail[k + 1]! + (k + 1) ** -DECAY[norm];
  const values = Float64Array.from({ length: height * width }, (_, at) => {
    const [i, j] = [Math.floor(at / width), at % width];
    return tail[Math.max(Math.abs(i - middle), Math.abs(j - centre))]!;
  });
  const size = normOf(values, norm);
  return values.map((value) => value / size);
}

/**
 * Two bumps of opposite signs that share a rectangle, of norm 1, row by row: halved across its height, and across its width.
 *
 * Where one side is a single coordinate the other is halved; a single coordinate is 1. Source: arXiv:1912.00049, §3.4 (L2);
 * arXiv:2103.01208, appendix (L1).
 */
export function bumps(height: number, width: number, norm: 'l2' | 'l1'): readonly Row[] {
  if (height * width === 1) return [Float64Array.of(1)];
  const ways: Row[] = [];
  if (height > 1) ways.push(halves(height, width, norm));
  if (width > 1) ways.push(transposed(halves(width, height, norm), width, height));
  return ways;
}

/** Draws one of the {@link bumps} of a size; those of the last size are kept, for sizes rarely change. */
export function bumpsDrawn(norm: 'l2' | 'l1', random: Random): (height: number, width: number) => Row {
  let [rows, columns] = [0, 0];
  let ways: readonly Row[] = [];
  return (height, width) => {
    if (height !== rows || width !== columns) {
      ways = bumps(height, width, norm);
      [rows, columns] = [height, width];
    }
    return ways.length > 1 && random.uniform() >= 0.5 ? ways[1]! : ways[0]!;
  };
}

/** A positive bump above a negative one. */
function halves(height: number, width: number, norm: 'l2' | 'l1'): Row {
  const upper = Math.floor(height / 2);
  const values = new Float64Array(height * width);
  values.set(bump(upper, width, norm));
  values.set(
    bump(height - upper, width, norm).map((value) => -value),
    upper * width,
  );
  const size = normOf(values, norm);
  return values.map((value) => value / size);
}

const transposed = (values: Row, height: number, width: number): Row =>
  values.map((_, at) => values[(at % height) * width + Math.floor(at / height)]!);
