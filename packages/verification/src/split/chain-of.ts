import type { BoundNetwork, LinearStep } from '@fragility/engine';
import type { Chain, ChainLayer } from './chain.js';

/** Numbers that the matrices of a chain may have in all: larger networks are bounded in other ways. */
const MOST_NUMBERS = 1 << 22;

/** The matrix of a linear map, column by column. */
function matrixOf({ rows, columns, pull }: LinearStep['terms'][number]['map']): Float64Array {
  const matrix = new Float64Array(rows * columns);
  const unit = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    unit[r] = 1;
    pull(unit, matrix.subarray(r * columns, (r + 1) * columns), 1);
    unit[r] = 0;
  }
  return matrix;
}

/** A linear step as a layer, where it continues from the value before it. */
function layerOf({ terms, bias }: LinearStep, before: number): ChainLayer | undefined {
  const [term] = terms;
  if (!term || terms.length > 1 || term.from !== before) return undefined;
  const { map } = term;
  return { inputs: map.columns, outputs: map.rows, weight: matrixOf(map), bias, rectified: false };
}

/** W is the identity: then only the bias matters, and it may go into the layer before. */
const isIdentity = ({ inputs, outputs, weight }: ChainLayer): boolean =>
  inputs === outputs && weight.every((w, at) => w === (at % inputs === Math.floor(at / inputs) ? 1 : 0));

/** A bias of zeros can take another's place without rounding. */
const isFree = ({ bias }: ChainLayer): boolean => bias.every((b) => b === 0);

/**
 * A network as a chain of affine layers and rectifiers, undefined where it is none, or too large for dense matrices.
 *
 * @example chainOf(boundNetwork(denseGraph(layers, 'float64')))?.length; // 1
 */
export function chainOf({ steps, sizes, last }: BoundNetwork): Chain | undefined {
  const numbers = steps.reduce((sum, { kind }, k) => sum + (kind === 'linear' ? sizes[k]! * sizes[k + 1]! : 0), 0);
  if (numbers > MOST_NUMBERS) return undefined;
  const chain: ChainLayer[] = [];
  for (const [k, step] of steps.entries()) {
    const before = chain.at(-1);
    if (step.kind === 'linear') {
      const layer = layerOf(step, k);
      if (!layer) return undefined;
      if (before && !before.rectified && isFree(before) && isIdentity(layer))
        chain[chain.length - 1] = { ...before, bias: layer.bias };
      else chain.push(layer);
    } else if (
      step.kind === 'activation' &&
      step.curve.name === 'relu' &&
      step.from === k &&
      before &&
      !before.rectified
    )
      chain[chain.length - 1] = { ...before, rectified: true };
    else return undefined;
  }
  return last === steps.length && chain.length > 0 ? chain : undefined;
}
