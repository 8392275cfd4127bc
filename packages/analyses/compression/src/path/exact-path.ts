import { dot, type Row } from '@fragility/numerics';
import { forward, segmentBreakpoints, vjp, type DenseLayer } from '@fragility/numerics/dense';
import { average, between, slopeOf, type Path, type Piece } from './path.js';

/** Exact on piecewise-linear networks: between breakpoints the margin is affine in t and its gradient constant. */
export function exactPath(layers: readonly DenseLayer[], x: Row, y: Row, i: number, j: number): Path | null {
  const cotangent = new Float64Array(layers.at(-1)!.outputs);
  cotangent[i] = 1;
  cotangent[j] = -1;
  const margin = (t: number): number => dot(cotangent, forward(layers, between(x, y, t)));
  const ends = [...segmentBreakpoints(layers, x, y), 1];
  const direction = x.map((v, k) => v - y[k]!);
  const start = margin(0);
  const pieces: Piece[] = [];
  let low = 0;
  let before = start;
  for (const high of ends) {
    const after = margin(high);
    const gradient = vjp(layers, between(x, y, (low + high) / 2), cotangent);
    const end = after > 0 ? high : low + ((high - low) * before) / (before - after);
    pieces.push({ length: end - low, ...slopeOf(gradient, direction) });
    if (after <= 0) return average(pieces, { direction, end, drop: start - margin(end), local: pieces[0]!.cosine });
    [low, before] = [high, after];
  }
  return null;
}
