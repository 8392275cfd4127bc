import { sizeOf } from '../../graph/tensors.js';
import type { Sketch, Value } from './sketch.js';

/** Adds nodes after a value, chosen by two numbers; undefined where they do not go with its shape. */
export type Step = (sketch: Sketch, x: Value, a: number, b: number) => Value | undefined;

const isImage = ({ shape }: Value): boolean => shape.length === 3;

/** A step that leaves the shape alone. */
const same =
  (make: (s: Sketch, x: string, a: number, b: number) => string): Step =>
  (s, { name, shape }, a, b) => ({ name: make(s, name, a, b), shape });

const convolution: Step = (s, x, a, b) => {
  if (!isImage(x)) return undefined;
  const [channels, height, width] = x.shape as [number, number, number];
  const out = a % 5 ? 2 : 3;
  const size = b % 3 ? 3 : 1;
  const inputs = [x.name, s.weights([out, channels, size, size], 0)];
  if (a % 3 === 0) inputs.push(s.weights([out], b % 2));
  const pads = Array<number>(4).fill((size - 1) / 2);
  return { name: s.add('Conv', inputs, { pads }), shape: [out, height, width] };
};

const normalisation: Step = (s, x, a, b) => {
  if (!isImage(x)) return undefined;
  const size = x.shape[0]!;
  const three = [0, 1, 2].map((k) => s.weights([size], (a + k) % 4));
  return { ...x, name: s.add('BatchNormalization', [x.name, ...three, s.positive(size, 0.5 + (b % 3))]) };
};

/** A convolution and its normalisation, as networks have them, and often another reader of the convolution. */
const block: Step = (s, x, a, b) => {
  const convolved = convolution(s, x, a, b);
  if (convolved && a % 4 === 0) s.values.push(convolved);
  return convolved && normalisation(s, convolved, b, a);
};

const pooling: Step = (s, x, a, b) => {
  if (!isImage(x) || x.shape[1]! < 2 || x.shape[2]! < 2) return undefined;
  const [channels, height, width] = x.shape as [number, number, number];
  const op = a % 3 === 0 ? 'AveragePool' : 'MaxPool';
  const padded = b % 4 === 0 ? 1 : 0;
  const name = s.add(op, [x.name], { kernel_shape: [2, 2], strides: [1, 1], pads: [padded, padded, 0, 0] });
  return { name, shape: [channels, height - 1 + padded, width - 1 + padded] };
};

const channelScale: Step = (s, x, a, b) => {
  if (!isImage(x)) return undefined;
  return { ...x, name: s.add(a % 2 ? 'Add' : 'Mul', [x.name, s.weights([x.shape[0]!, 1, 1], b % 3)]) };
};

/** The maximum after what may or may not be put after it. */
const pooled: Step = (s, x, a, b) => {
  if (!isImage(x)) return undefined;
  const name = [
    () => s.add('Relu', [x.name]),
    () => s.clip(x.name, -0.25, 0.5),
    () => s.add('Mul', [x.name, s.weights([x.shape[0]!, 1, 1], b % 3)]),
    () => s.add('Mul', [x.name, s.scalar(-2)]),
  ][a % 4]!();
  const most = pooling(s, { ...x, name }, 1, b >> 2);
  if (!most || b % 4) return most;
  return { ...most, name: s.add('Add', [most.name, s.add('GlobalAveragePool', [name])]) };
};

const dropout: Step = (s, { name, shape }, a, b) => {
  const inputs = s.opset < 12 ? [name] : [name, s.scalar(0.5), ...(a % 2 ? [s.flag(false)] : [])];
  if (b % 3 > 0 || s.opset < 12) return { name: s.add('Dropout', inputs), shape };
  const [y, mask] = s.addOf(2, 'Dropout', inputs) as [string, string];
  return { name: s.add('Where', [mask, y, s.scalar(7)]), shape };
};

const softmax: Step = (s, { name, shape }, a, b) => {
  const axis = a % 2 ? 1 + (b % shape.length) : -1 - (b % shape.length);
  return { name: s.add(a % 3 ? 'Softmax' : 'LogSoftmax', [name], { axis }), shape };
};

const transposition: Step = (s, { name, shape }, a) => {
  if (shape.length < 2) return undefined;
  const axes = shape.map((_, k) => k + 1);
  const perm = [...axes.slice(1 + (a % (axes.length - 1))), ...axes.slice(0, 1 + (a % (axes.length - 1)))];
  return { name: s.add('Transpose', [name], { perm: [0, ...perm] }), shape: perm.map((k) => shape[k - 1]!) };
};

const reshaping: Step = (s, { name, shape }, a, b) => {
  const size = sizeOf(shape);
  const parts = [2, 3, 1].find((each) => size % each === 0 && each <= 1 + (b % 3))!;
  const sizes = b % 2 ? [size] : [parts, size / parts];
  const rest = a % 2 ? [...sizes.slice(0, -1), -1] : sizes;
  const target =
    a % 3 === 0
      ? s.list(a % 2 ? 0 : -1, ...rest)
      : s.add('Concat', [s.count(a % 3 === 1 ? name : s.values[0]!.name), s.list(...rest)], { axis: 0 });
  return { name: s.add('Reshape', [name, target]), shape: sizes };
};

const alike = (s: Sketch, { shape }: Value): Value[] => s.values.filter((each) => each.shape.join() === shape.join());

const sum: Step = (s, x, a) => {
  const others = alike(s, x);
  return { ...x, name: s.add('Add', [x.name, others[a % others.length]!.name]) };
};

const joined: Step = (s, x, a) => {
  const others = alike(s, x);
  if (sizeOf(x.shape) > 64) return undefined;
  const name = s.add('Concat', [x.name, others[a % others.length]!.name], { axis: 1 });
  return { name, shape: [2 * x.shape[0]!, ...x.shape.slice(1)] };
};

/** By two casts, or by a cast to the type that it has. */
const cast = same((s, x, a) =>
  a % 2 ? s.add('Cast', [s.add('Cast', [x], { to: 11 })], { to: 1 }) : s.add('Cast', [x], { to: 1 }),
);

export const bodySteps: readonly Step[] = [
  block,
  block,
  block,
  convolution,
  normalisation,
  pooling,
  pooled,
  pooled,
  channelScale,
  dropout,
  softmax,
  transposition,
  reshaping,
  sum,
  joined,
  cast,
  same((s, x) => s.add('Relu', [x])),
  same((s, x, a) => s.clip(x, -0.5, 0.25 * (1 + (a % 3)))),
  same((s, x) => s.add('Identity', [x])),
  same((s, x) => s.add('Sigmoid', [x])),
  same((s, x) => s.add('Log', [s.add('Sigmoid', [x])])),
  same((s, x, a) => s.add('Mul', [x, s.scalar([2, -1, 0.5, -3][a % 4]!)])),
  same((s, x, a) => s.add('Add', [s.scalar(a % 2), x])),
];
