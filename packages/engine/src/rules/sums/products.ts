import type { Tape } from '../../graph/tape.js';
import { flag, float, unbroadcast, type Rule } from '../rule.js';

/** Y = α A' B' + β C:  dA' = α dY B'ᵀ,  dB' = α A'ᵀ dY,  dC = β dY summed to C's shape. */
const gemm: Rule = (tape, dy) => {
  const { node } = tape;
  const [a, b, c] = node.inputs as [string, string, string?];
  const [transA, transB] = [flag(node, 'transA'), flag(node, 'transB')];
  const alpha = { alpha: { float: float(node, 'alpha', 1) } };
  const beta = float(node, 'beta', 1);
  const product = (p: string, q: string, transP: boolean, transQ: boolean): string =>
    tape.emit('Gemm', [p, q], { ...alpha, transA: Number(transP), transB: Number(transQ) });
  const da = (): string =>
    transA
      ? product(tape.value(b), dy, transB, true)
      : product(dy, transB ? tape.value(b) : tape.transposed(b), false, false);
  const db = (): string =>
    transB ? product(dy, tape.value(a), true, transA) : product(tape.value(a), dy, !transA, false);
  const dc = (): string => {
    const sum = unbroadcast(tape, dy, c!);
    return beta === 1 ? sum : tape.emit('Mul', [sum, tape.scalar(beta)]);
  };
  return [tape.wanted(0) ? da() : undefined, tape.wanted(1) ? db() : undefined, c && tape.wanted(2) ? dc() : undefined];
};

/** A stack of matrices, each transposed. */
function matricesTransposed(tape: Tape, name: string): string {
  const rank = tape.shape(name).length;
  if (rank === 2) return tape.transposed(name);
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
  return tape.emit('Transpose', [tape.value(name)], { perm });
}

/** y = A b, or a B: with dy as columns, or rows,  dA = dy bᵀ,  db = Σ A ∘ dy. */
function vectorProduct(tape: Tape, dy: string, vector: 0 | 1): readonly (string | undefined)[] {
  const [v, matrices] = [tape.node.inputs[vector]!, tape.node.inputs[1 - vector]!];
  const axis = vector === 1 ? -1 : -2;
  const lifted = tape.emit('Unsqueeze', [dy, tape.integers([axis])]);
  const aligned = (): string =>
    vector === 1 ? tape.value(v) : tape.emit('Unsqueeze', [tape.value(v), tape.integers([1])]);
  const rank = tape.shape(matrices).length;
  const others = Array.from({ length: rank }, (_, k) => k).filter((k) => k !== rank + axis);
  const dv = (): string =>
    tape.emit('ReduceSum', [tape.emit('Mul', [tape.value(matrices), lifted]), tape.integers(others)], { keepdims: 0 });
  const of = {
    vector: tape.wanted(vector) ? dv() : undefined,
    matrices: tape.wanted(1 - vector) ? tape.emit('Mul', [lifted, aligned()]) : undefined,
  };
  return vector === 1 ? [of.matrices, of.vector] : [of.vector, of.matrices];
}

/** Y = A B, for stacks of matrices:  dA = dY Bᵀ,  dB = Aᵀ dY, summed over the axes along which a stack was repeated. */
const matmul: Rule = (tape, dy) => {
  const [a, b] = tape.node.inputs as [string, string];
  const [shapeA, shapeB] = [tape.shape(a), tape.shape(b)];
  if (shapeA.length === 1) return vectorProduct(tape, dy, 0);
  if (shapeB.length === 1) return vectorProduct(tape, dy, 1);
  const stack = tape.shape(tape.node.outputs[0]!).slice(0, -2);
  const summed = (product: string, name: string): string =>
    unbroadcast(tape, product, name, [...stack, ...tape.shape(name).slice(-2)]);
  const db = (): string =>
    shapeA.length === 2 && shapeB.length === 2
      ? tape.emit('Gemm', [tape.value(a), dy], { transA: 1 })
      : summed(tape.emit('MatMul', [matricesTransposed(tape, a), dy]), b);
  return [
    tape.wanted(0) ? summed(tape.emit('MatMul', [dy, matricesTransposed(tape, b)]), a) : undefined,
    tape.wanted(1) ? db() : undefined,
  ];
};

export const products = { Gemm: gemm, MatMul: matmul } satisfies Record<string, Rule>;
