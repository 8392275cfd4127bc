import { sizeOf } from '../../graph/tensors.js';
import { float, flag } from '../../rules/rule.js';
import { denseMap } from '../maps/dense.js';
import { sparseRows } from '../maps/sparse.js';
import { operand, parameter, refuse, spread, type BoundRule, type Known } from './rule.js';

/** Wᵀ of a weight [inputs, outputs], or W as it is. */
function outputsFirst({ data, shape }: Known, isTransposed: boolean, factor: number): Float64Array {
  const [rows, columns] = shape as [number, number];
  if (isTransposed) return factor === 1 ? data : data.map((v) => factor * v);
  const out = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = factor * data[i * columns + j]!;
  return out;
}

/** y = α x W + β b, or with Wᵀ. */
const gemm: BoundRule = (given) => {
  const { node } = given;
  const x = operand(given);
  const weight = parameter(given, 1);
  const isTransposed = flag(node, 'transB');
  if (flag(node, 'transA') || x.shape.length !== 2) refuse(node, 'has no bound rule for a transposed input');
  const [outputs, inputs] = isTransposed ? weight.shape : [weight.shape[1]!, weight.shape[0]!];
  const map = denseMap(outputs!, inputs!, outputsFirst(weight, isTransposed, float(node, 'alpha', 1)));
  const beta = float(node, 'beta', 1);
  const shape = [1, outputs!];
  const bias = node.inputs[2]
    ? spread(parameter(given, 2), shape, node).map((v) => beta * v)
    : new Float64Array(outputs!);
  return { shape, step: { kind: 'linear', terms: [{ from: x.value, map }], bias } };
};

/** y = x W for every row of x. */
const matmul: BoundRule = (given) => {
  const { node } = given;
  const x = operand(given);
  const weight = parameter(given, 1);
  if (weight.shape.length !== 2) refuse(node, `has no bound rule for a weight of ${weight.shape.length} axes`);
  const [inputs, outputs] = weight.shape as [number, number];
  const rows = sizeOf(x.shape) / inputs;
  const shape = [...x.shape.slice(0, -1), outputs];
  const map =
    rows === 1
      ? denseMap(outputs, inputs, outputsFirst(weight, false, 1))
      : sparseRows(rows * outputs, rows * inputs, (at, add) => {
          const [row, column] = [Math.floor(at / outputs), at % outputs];
          for (let k = 0; k < inputs; k++) add(row * inputs + k, weight.data[k * outputs + column]!);
        });
  const bias = new Float64Array(rows * outputs);
  return { shape, step: { kind: 'linear', terms: [{ from: x.value, map }], bias } };
};

/** Bound rules of matrix products with a known matrix. */
export const products: Readonly<Record<string, BoundRule>> = { Gemm: gemm, MatMul: matmul };
