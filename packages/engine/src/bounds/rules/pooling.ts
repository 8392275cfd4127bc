import { sizeOf } from '../../graph/tensors.js';
import { flag, wholes } from '../../rules/rule.js';
import { sparseRows } from '../maps/sparse.js';
import { operand, refuse, type BoundRule, type Operands } from './rule.js';
import { sliding, type Sliding } from './windows.js';

interface Pool {
  readonly value: number;
  readonly channels: number;
  readonly inside: number;
  readonly outside: number;
  readonly window: Sliding;
  readonly shape: readonly number[];
}

function poolOf(given: Operands): Pool {
  const { value, shape } = operand(given);
  const [, channels, ...image] = shape as [number, number, ...number[]];
  const window = sliding(given.node, image, wholes(given.node, 'kernel_shape') ?? []);
  const [inside, outside] = [sizeOf(image), sizeOf(window.output)];
  return { value, channels, inside, outside, window, shape: [1, channels, ...window.output] };
}

/** y = mean of each window, over its cells in the image, or over all of them. */
const averagePool: BoundRule = (given) => {
  const { value, channels, inside, outside, window, shape } = poolOf(given);
  const all = sizeOf(window.kernel);
  const isPadded = flag(given.node, 'count_include_pad');
  if (isPadded && flag(given.node, 'ceil_mode'))
    refuse(given.node, 'has no bound rule with ceil_mode and count_include_pad');
  const map = sparseRows(channels * outside, channels * inside, (row, add) => {
    const places: number[] = [];
    window.visit(row % outside, (_, place) => place >= 0 && places.push(place));
    const first = Math.floor(row / outside) * inside;
    for (const place of places) add(first + place, 1 / (isPadded ? all : places.length));
  });
  const bias = new Float64Array(channels * outside);
  return { shape, step: { kind: 'linear', terms: [{ from: value, map }], bias } };
};

/** y = mean of every channel. */
const globalAveragePool: BoundRule = (given) => {
  const { value, shape } = operand(given);
  const channels = shape[1]!;
  const inside = sizeOf(shape) / channels;
  const map = sparseRows(channels, channels * inside, (row, add) => {
    for (let k = 0; k < inside; k++) add(row * inside + k, 1 / inside);
  });
  const step = { kind: 'linear', terms: [{ from: value, map }], bias: new Float64Array(channels) } as const;
  return { shape: [1, channels, ...shape.slice(2).map(() => 1)], step };
};

/** y = max of each window. */
const maxPool: BoundRule = (given) => {
  if (given.node.outputs[1]) refuse(given.node, 'has no bound rule for the indices of its maxima');
  const { value, channels, inside, outside, window, shape } = poolOf(given);
  const width = sizeOf(window.kernel);
  const windows = new Int32Array(channels * outside * width).fill(-1);
  for (let row = 0; row < channels * outside; row++)
    window.visit(row % outside, (tap, place) => {
      if (place >= 0) windows[row * width + tap] = Math.floor(row / outside) * inside + place;
    });
  return { shape, step: { kind: 'maximum', from: value, width, windows } };
};

/** Bound rules of pooling. */
export const pooling: Readonly<Record<string, BoundRule>> = {
  AveragePool: averagePool,
  GlobalAveragePool: globalAveragePool,
  MaxPool: maxPool,
};
