import type { Constant } from '../../graph/graph.js';
import { axisOf } from '../../rules/rule.js';

/** How quantised numbers and real ones correspond. */
export interface Scheme {
  readonly scale: Constant;
  readonly zero?: Constant | undefined;
  /** Axis along which scales differ, where there are several. */
  readonly axis: number;
  /** Numbers along that axis that share a scale; 0 for one scale at every place of it. */
  readonly block: number;
}

/** Place of the scale of every number. */
function places(shape: readonly number[], { scale, axis: given, block }: Scheme): (k: number) => number {
  if (scale.data.length === 1) return () => 0;
  const axis = axisOf(given, shape.length);
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const size = shape[axis]!;
  if (block === 0) return (k) => Math.floor(k / inner) % size;
  const blocks = scale.shape[axis]!;
  return (k) => {
    const [outer, along] = [Math.floor(k / (inner * size)), Math.floor(k / inner) % size];
    return (outer * blocks + Math.floor(along / block)) * inner + (k % inner);
  };
}

/**
 * What DequantizeLinear makes of numbers that are known,
 *
 *     y = (x − zero) scale
 *
 * in float32; scales are one for all, one for every place along an axis, or one for every block of them.
 */
export function dequantised({ shape, data }: Constant, scheme: Scheme): Constant {
  const place = places(shape, scheme);
  const [scales, zeros] = [scheme.scale.data, scheme.zero?.data];
  const real = (k: number): number => (Number(data[k]) - Number(zeros?.[place(k)] ?? 0)) * Number(scales[place(k)]);
  return { type: 'float32', shape, data: Float32Array.from({ length: data.length }, (_, k) => real(k)) };
}
