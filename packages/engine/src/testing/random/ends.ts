import type { Sketch, Value } from './sketch.js';
import type { Step } from './steps.js';

/** Softmax over the classes, or what looks like it: over parts of them, over the examples. */
const softmax: Step = (s, { name, shape }, a, b) => {
  const op = a % 3 ? 'Softmax' : 'LogSoftmax';
  const [classes] = shape as [number];
  if (b % 6 === 0) {
    s.mixes ||= true;
    return { name: s.add(op, [name], { axis: 0 }), shape };
  }
  if (b % 6 === 1 && classes % 2 === 0) {
    const pairs = s.add('Reshape', [name, s.list(-1, 2, classes / 2)]);
    const squashed = s.add(op, [pairs], { axis: a % 2 ? 2 : s.opset < 13 ? 2 : 1 });
    return { name: s.add('Reshape', [squashed, s.list(-1, classes)]), shape };
  }
  return { name: s.add(op, [name], { axis: b % 2 ? 1 : -1 }), shape };
};

const spelled: Step = (s, { name, shape }, a) => {
  const powers = s.add('Exp', [name]);
  const total = s.along('ReduceSum', powers, [a % 2 ? 1 : -1], { keepdims: 1 });
  return { name: s.add('Div', [powers, total]), shape };
};

const same =
  (make: (s: Sketch, x: string, a: number, b: number, shape: Value['shape']) => string): Step =>
  (s, { name, shape }, a, b) => ({ name: make(s, name, a, b, shape), shape });

const clip = (s: Sketch, x: string, a: number): string =>
  s.clip(x, [1e-7, 0, 0.45][a % 3]!, [1 - 1e-7, 1, 0.6][a % 3]!);

export const endSteps: readonly Step[] = [
  softmax,
  softmax,
  softmax,
  spelled,
  same((s, x) => s.add('Sigmoid', [x])),
  same(clip),
  same((s, x, a) => clip(s, s.add('Softmax', [x], { axis: 1 }), a)),
  same((s, x, a, b) =>
    s.add(
      'Mul',
      [x, s.scalar([100, -1, 0.5][b % 3]!)].toSorted(() => (a % 2 ? 1 : -1)),
    ),
  ),
  same((s, x, a) => s.add('Add', [x, s.scalar(a % 2 ? 0.25 : -2)])),
  same((s, x) => s.add('Cast', [s.add('Cast', [x], { to: 11 })], { to: 1 })),
  same((s, x) => s.add('Identity', [x])),
  same((s, x) => s.add('Dropout', [x])),
  same((s, x, _, __, shape) => s.add('Reshape', [x, s.list(-1, ...shape)])),
  same((s, x) => s.add('Log', [s.clip(x, 1e-6, 10)])),
  same((s, x, a, _, [classes]) => s.add(a % 2 ? 'Mul' : 'Add', [x, s.weights([classes!], 1)])),
  same((s, x) => s.along('Squeeze', s.along('Unsqueeze', x, [1]), [1])),
];
