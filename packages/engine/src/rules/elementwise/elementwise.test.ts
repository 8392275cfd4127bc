import { describe, expect, it } from '@jest/globals';
import type { Attribute } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { gradientError, weights, type GradientCase } from '../../testing/gradient.js';

type Nodes = GradientCase['nodes'];

const unary =
  (op: string, attributes: Record<string, Attribute> = {}): Nodes =>
  (b, x) =>
    b.node(op, [x], attributes);

/** On the positive numbers above 1/2. */
const positive =
  (op: string): Nodes =>
  (b, x) =>
    b.node(op, [b.node('Add', [b.node('Exp', [x]), b.constant(filled('float64', [], 0.5))])]);

const withConstant =
  (op: string, shape: readonly number[], reversed = false): Nodes =>
  (b, x) => {
    const w = b.constant(weights(shape, 'float64', 5));
    return b.node(op, reversed ? [w, x] : [x, w]);
  };

const cases: [string, Nodes][] = [
  ['Relu', unary('Relu')],
  ['LeakyRelu', unary('LeakyRelu', { alpha: { float: 0.25 } })],
  ['LeakyRelu, negative slope', unary('LeakyRelu', { alpha: { float: -0.5 } })],
  ['Sigmoid', unary('Sigmoid')],
  ['Tanh', unary('Tanh')],
  ['Exp', unary('Exp')],
  ['Neg', unary('Neg')],
  ['Sin', unary('Sin')],
  ['Cos', unary('Cos')],
  ['Abs', unary('Abs')],
  ['Identity', unary('Identity')],
  ['Log', positive('Log')],
  ['Sqrt', positive('Sqrt')],
  ['Reciprocal', positive('Reciprocal')],
  ['Clip', (b, x) => b.node('Clip', [x, ...[-0.3, 0.4].map((v) => b.constant(filled('float64', [], v)))])],
  ['Clip, upper only', (b, x) => b.node('Clip', [x, '', b.constant(filled('float64', [], 0.4))])],
  ['Add, broadcast', withConstant('Add', [5])],
  ['Sub, reversed', withConstant('Sub', [3, 1], true)],
  ['Mul, widened by the other', withConstant('Mul', [2, 1, 3, 5])],
  ['Div', withConstant('Div', [5])],
  ['Div, reversed', (b, x) => b.node('Div', [b.constant(weights([5], 'float64')), b.node('Exp', [x])])],
  ['Div by itself plus one', (b, x) => b.node('Div', [x, b.node('Exp', [x])])],
  ['Pow, square', (b, x) => b.node('Pow', [x, b.constant(filled('float64', [], 2))])],
  ['Pow, whole exponent', (b, x) => b.node('Pow', [x, b.constant({ ...integers([3]), shape: [] })])],
  ['Max, ties', (b, x) => b.node('Max', [x, b.node('Add', [x, b.constant(filled('float64', [], 0))])])],
  ['Pow, of a positive base', (b, x) => b.node('Pow', [b.node('Exp', [x]), b.constant(weights([5], 'float64'))])],
  ['Pow, in the exponent', (b, x) => b.node('Pow', [b.constant(filled('float64', [], 2.5)), x])],
  ['Sum of three', (b, x) => b.node('Sum', [x, b.node('Exp', [x]), b.constant(weights([5], 'float64'))])],
  [
    'Max of two and a constant',
    (b, x) => b.node('Max', [x, b.node('Neg', [x]), b.constant(filled('float64', [], 0.3))]),
  ],
  ['Min', (b, x) => b.node('Min', [b.node('Exp', [x]), b.constant(weights([5], 'float64'))])],
  [
    'Where',
    (b, x) => {
      const zero = b.constant(filled('float64', [], 0.1));
      return b.node('Where', [b.node('Greater', [x, zero]), b.node('Exp', [x]), b.node('Mul', [x, x])]);
    },
  ],
  [
    'Cast to float32 and back',
    (b, x) => b.node('Mul', [x, b.node('Cast', [b.node('Cast', [x], { to: 1 })], { to: 11 })]),
  ],
  [
    'steps have no slope',
    (b, x) => b.node('Add', [b.node('Floor', [b.node('Mul', [x, b.constant(filled('float64', [], 3))])]), x]),
  ],
];

describe('rules of elementwise operators', () => {
  it.each(cases)('%s agrees with central differences', async (name, nodes) => {
    expect(await gradientError({ shape: [3, 5], nodes })).toBeLessThan(name.includes('float32') ? 1e-2 : 1e-8);
  });

  const single: [string, Nodes][] = [
    ['PRelu', (b, x) => b.node('PRelu', [x, b.constant(weights([3, 1], 'float32'))])],
    ['HardSigmoid', unary('HardSigmoid', { alpha: { float: 0.7 } })],
    ['HardSwish', (b, x) => b.node('HardSwish', [b.node('Mul', [x, b.constant(filled('float32', [], 4.5))])])],
    ['Erf', unary('Erf')],
    ['Elu', unary('Elu', { alpha: { float: 0.5 } })],
    ['Selu', unary('Selu')],
    ['Softplus', unary('Softplus')],
  ];
  it.each(single)('%s agrees with central differences, in float32', async (_, nodes) => {
    expect(await gradientError({ shape: [3, 5], precision: 'float32', step: 4e-3, nodes })).toBeLessThan(2e-4);
  });
});
