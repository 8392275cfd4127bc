import { random, type ConvexNorm, type Random } from '@fragility/numerics';
import { GraphBuilder } from '../../graph/builder.js';
import type { Graph } from '../../graph/graph.js';
import { ballRegion, type Region } from '../region.js';

/** Writes a graph with random weights: `w(shape)` names a constant. */
export type Body = (b: GraphBuilder, x: string, w: (...shape: number[]) => string) => string;

export function graphOf(name: string, shape: readonly number[], outputs: number, body: Body): Graph {
  const stream = random(name);
  const b = new GraphBuilder(name);
  const w = (...sizes: number[]): string => {
    const count = sizes.reduce((p, q) => p * q, 1);
    const scale = 1.2 / Math.sqrt(Math.max(1, count / sizes[0]!));
    return b.constant({
      type: 'float64',
      shape: sizes,
      data: Float64Array.from({ length: count }, () => scale * stream.normal()),
    });
  };
  const x = b.input({ name: 'x', type: 'float64', shape: ['batch', ...shape] });
  b.output({ name: body(b, x, w), type: 'float64', shape: ['batch', outputs] });
  return b.build();
}

const dense = (b: GraphBuilder, x: string, w: (...shape: number[]) => string, from: number, to: number): string =>
  b.node('Gemm', [x, w(to, from), w(to)], { transB: 1 });

/** Small networks that every bound rule is in. */
export const nets: readonly (readonly [name: string, shape: readonly number[], outputs: number, body: Body])[] = [
  [
    'relu',
    [2],
    3,
    (b, x, w) => dense(b, b.node('Relu', [dense(b, b.node('Relu', [dense(b, x, w, 2, 6)]), w, 6, 5)]), w, 5, 3),
  ],
  [
    'leaky',
    [3],
    2,
    (b, x, w) => dense(b, b.node('LeakyRelu', [dense(b, x, w, 3, 6)], { alpha: { float: 0.25 } }), w, 6, 2),
  ],
  [
    'tanh',
    [2],
    2,
    (b, x, w) => dense(b, b.node('Tanh', [dense(b, b.node('Tanh', [dense(b, x, w, 2, 5)]), w, 5, 4)]), w, 4, 2),
  ],
  ['sigmoid', [2], 2, (b, x, w) => dense(b, b.node('Sigmoid', [dense(b, x, w, 2, 5)]), w, 5, 2)],
  [
    'residual',
    [2, 4, 4],
    3,
    (b, x, w) => {
      const one = b.node('Relu', [b.node('Conv', [x, w(2, 2, 3, 3), w(2)], { pads: [1, 1, 1, 1] })]);
      const two = b.node('Conv', [one, w(2, 1, 3, 3), w(2)], { pads: [1, 1, 1, 1], group: 2 });
      const sum = b.node('Relu', [b.node('Sub', [b.node('Add', [two, x]), b.node('Neg', [one])])]);
      return dense(
        b,
        b.node('Flatten', [b.node('AveragePool', [sum], { kernel_shape: [2, 2], strides: [2, 2] })]),
        w,
        8,
        3,
      );
    },
  ],
  [
    'pooled',
    [1, 5, 5],
    2,
    (b, x, w) => {
      const one = b.node('Relu', [b.node('Conv', [x, w(2, 1, 2, 2), w(2)], { strides: [1, 1] })]);
      const two = b.node('MaxPool', [one], { kernel_shape: [2, 2], strides: [2, 2] });
      return dense(b, b.node('Flatten', [two]), w, 8, 2);
    },
  ],
];

/** A point of a region of a ball, often on its border. */
export function pointIn(
  stream: Random,
  centre: Float64Array,
  radius: number,
  norm: ConvexNorm,
  region: Region,
): Float64Array {
  const step = centre.map(() => (norm === 'l1' && stream.uniform() < 0.5 ? 0 : stream.normal()));
  const length =
    norm === 'linf'
      ? Math.max(...step.map(Math.abs))
      : norm === 'l2'
        ? Math.hypot(...step)
        : step.reduce((sum, v) => sum + Math.abs(v), 0);
  const share = stream.uniform() < 0.5 ? 1 : stream.uniform();
  const corner = norm === 'linf' && stream.uniform() < 0.5;
  return centre.map((v, k) => {
    const by = corner ? Math.sign(step[k]!) * radius : length === 0 ? 0 : (step[k]! * radius * share) / length;
    return Math.min(region.upper[k]!, Math.max(region.lower[k]!, v + by * (1 - 1e-12)));
  });
}

/** Balls of every norm, whole and cut. */
export function* balls(
  stream: Random,
  d: number,
): Generator<{ centre: Float64Array; radius: number; norm: ConvexNorm; region: Region }> {
  for (const norm of ['linf', 'l2', 'l1'] as const)
    for (const bounds of [null, [0, 1] as const]) {
      const centre = Float64Array.from({ length: d }, stream.uniform);
      const radius = (0.1 + 0.4 * stream.uniform()) * (norm === 'linf' ? 1 : norm === 'l2' ? 1.4 : 2);
      yield { centre, radius, norm, region: ballRegion({ centre, radius, norm, bounds }) };
    }
}
