import type { Emitter } from '../emitter.js';
import type { Step } from '../plan.js';

/** Writes a function of every value of x as nodes. */
export type Apply = (step: Step, x: string, e: Emitter) => string;

const plainly =
  (op: string): Apply =>
  (step, x, e) =>
    e.emit(step, op, [x]);

/** An operator of x and a number. */
const by = (op: string, step: Step, x: string, e: Emitter, value: number): string =>
  e.emit(step, op, [x, e.floats([value], [])]);

const clipped = (step: Step, x: string, e: Emitter, low: number, high: number): string =>
  e.emit(step, 'Clip', [x, e.floats([low], []), e.floats([high], [])]);

/** min(max(slope · x + shift, 0), 1) */
const ramp =
  (slope: number, shift: number): Apply =>
  (step, x, e) =>
    clipped(step, by('Add', step, by('Mul', step, x, e, slope), e, shift), e, 0, 1);

/** x · f(x) */
const gated =
  (gate: Apply): Apply =>
  (step, x, e) =>
    e.emit(step, 'Mul', [x, gate(step, x, e)]);

const swish = gated(plainly('Sigmoid'));

/** −ln(1 + e^(−x)) */
const logSigmoid: Apply = (step, x, e) => e.emit(step, 'Neg', [e.emit(step, 'Softplus', [e.emit(step, 'Neg', [x])])]);

/** (1 + erf(x/√2))/2 */
const normal: Apply = (step, x, e) => {
  const erf = e.emit(step, 'Erf', [by('Mul', step, x, e, Math.SQRT1_2)]);
  return by('Mul', step, by('Add', step, erf, e, 1), e, 0.5);
};

/** (1 + tanh(√(2/π) (x + 0.044715 x³)))/2 */
const nearlyNormal: Apply = (step, x, e) => {
  const cubed = e.emit(step, 'Mul', [x, e.emit(step, 'Mul', [x, x])]);
  const inner = e.emit(step, 'Add', [x, by('Mul', step, cubed, e, 0.044715)]);
  const tanh = e.emit(step, 'Tanh', [by('Mul', step, inner, e, Math.sqrt(2 / Math.PI))]);
  return by('Mul', step, by('Add', step, tanh, e, 1), e, 0.5);
};

/** x where |x| > ½, zero elsewhere */
const hardShrink: Apply = (step, x, e) =>
  e.emit(step, 'Where', [by('Greater', step, e.emit(step, 'Abs', [x]), e, 0.5), x, e.floats([0], [])]);

/** (x + √(x² + 4))/2 */
const squareplus: Apply = (step, x, e) => {
  const root = e.emit(step, 'Sqrt', [by('Add', step, e.emit(step, 'Mul', [x, x]), e, 4)]);
  return by('Mul', step, e.emit(step, 'Add', [x, root]), e, 0.5);
};

/** 0 for x ≤ −1, (x + 1)²/4 up to 1, x from there on */
const sparsePlus: Apply = (step, x, e) => {
  const half = by('Mul', step, by('Add', step, clipped(step, x, e, -1, 1), e, 1), e, 0.5);
  const beyond = e.emit(step, 'Relu', [by('Add', step, x, e, -1)]);
  return e.emit(step, 'Add', [e.emit(step, 'Mul', [half, half]), beyond]);
};

/** Functions that ONNX has under another name, or with another letter. */
const SAME = [
  ['absolute', 'Abs'],
  ['arccos', 'Acos'],
  ['arccosh', 'Acosh'],
  ['arcsin', 'Asin'],
  ['arcsinh', 'Asinh'],
  ['arctan', 'Atan'],
  ['arctanh', 'Atanh'],
  ['ceil', 'Ceil'],
  ['cos', 'Cos'],
  ['cosh', 'Cosh'],
  ['erf', 'Erf'],
  ['exponential', 'Exp'],
  ['floor', 'Floor'],
  ['log', 'Log'],
  ['reciprocal', 'Reciprocal'],
  ['relu', 'Relu'],
  ['round', 'Round'],
  ['selu', 'Selu'],
  ['sigmoid', 'Sigmoid'],
  ['sign', 'Sign'],
  ['sin', 'Sin'],
  ['sinh', 'Sinh'],
  ['softplus', 'Softplus'],
  ['sqrt', 'Sqrt'],
  ['tan', 'Tan'],
  ['tanh', 'Tanh'],
] as const;

/**
 * Functions of single values by the name that TensorFlow.js gives them, or would. Where Keras 2 and 3 mean two things by a name, the
 * later one has a 3.
 */
export const functions: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  ...SAME.map(([name, op]) => [name, plainly(op)] as const),
  ['linear', (_, x) => x],
  ['relu6', (step, x, e) => clipped(step, x, e, 0, 6)],
  ['leakyRelu', (step, x, e) => e.emit(step, 'LeakyRelu', [x], { alpha: { float: 0.2 } })],
  ['elu', (step, x, e) => e.emit(step, 'Elu', [x], { alpha: { float: 1 } })],
  ['celu', (step, x, e) => e.emit(step, 'Elu', [x], { alpha: { float: 1 } })],
  ['gelu', gated(normal)],
  ['geluNew', gated(nearlyNormal)],
  ['silu', swish],
  ['swish', swish],
  ['mish', gated((step, x, e) => e.emit(step, 'Tanh', [e.emit(step, 'Softplus', [x])]))],
  ['hardSilu', gated(ramp(1 / 6, 0.5))],
  ['hardSigmoid', ramp(0.2, 0.5)],
  ['hardSigmoid3', ramp(1 / 6, 0.5)],
  ['sparseSigmoid', ramp(0.5, 0.5)],
  ['logSigmoid', logSigmoid],
  ['hardTanh', (step, x, e) => clipped(step, x, e, -1, 1)],
  ['tanhShrink', (step, x, e) => e.emit(step, 'Sub', [x, e.emit(step, 'Tanh', [x])])],
  ['softShrink', (step, x, e) => e.emit(step, 'Sub', [x, clipped(step, x, e, -0.5, 0.5)])],
  ['hardShrink', hardShrink],
  ['sparsePlus', sparsePlus],
  ['squareplus', squareplus],
  ['softsign', (step, x, e) => e.emit(step, 'Div', [x, by('Add', step, e.emit(step, 'Abs', [x]), e, 1)])],
  ['expm1', (step, x, e) => by('Add', step, e.emit(step, 'Exp', [x]), e, -1)],
  ['log1p', (step, x, e) => e.emit(step, 'Log', [by('Add', step, x, e, 1)])],
  ['rsqrt', (step, x, e) => e.emit(step, 'Reciprocal', [e.emit(step, 'Sqrt', [x])])],
  ['square', (step, x, e) => e.emit(step, 'Mul', [x, x])],
]);
