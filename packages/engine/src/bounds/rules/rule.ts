import { FragilityError } from '@fragility/numerics';
import type { Constant, Node } from '../../graph/graph.js';
import { sizeOf } from '../../graph/tensors.js';
import type { Step } from '../network.js';

/** A value that depends on the input: its index, and its shape with a batch of one. */
export interface Slot {
  readonly value: number;
  readonly shape: readonly number[];
}

/** A tensor that is known, in float64. */
export interface Known {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** What a node is given. */
export interface Operands {
  readonly node: Node;
  /** Input k where it depends on the network's input. */
  slot(k: number): Slot | undefined;
  /** Input k where it is known, or left out. */
  known(k: number): Known | undefined;
}

/** What a node makes: a step of the network, or the same numbers in another shape. */
export interface Made {
  readonly shape: readonly number[];
  readonly step: Step | { readonly kind: 'same'; readonly from: number };
}

/** How an operator bounds: the step that it is. */
export type BoundRule = (given: Operands) => Made;

/** Refuses a node that bounds cannot pass. */
export function refuse({ name, op }: Node, why: string): never {
  throw new FragilityError(
    {
      given: `operator ${op} (node '${name}') ${why}`,
      remedy: 'certify a network without it, or use attacks and randomised smoothing, which ask for logits only',
    },
    { where: 'engine/bounds', code: 'engine/bound-rule', kind: 'input', node: { name, op, why } },
  );
}

/** Input k, which must depend on the network's input. */
export const operand = (given: Operands, k = 0): Slot =>
  given.slot(k) ?? refuse(given.node, `has no bound rule for an input ${k} that does not depend on the network's`);

/** Input k, which must be known. */
export const parameter = (given: Operands, k: number): Known =>
  given.known(k) ?? refuse(given.node, `has no bound rule for an input ${k} that depends on the network's`);

/** Whole numbers of input k; undefined where it is left out. */
export const wholeNumbers = (given: Operands, k: number): number[] | undefined => {
  if (!given.node.inputs[k]) return undefined;
  return Array.from(parameter(given, k).data);
};

/** A constant's numbers in float64. */
export const knownOf = ({ data, shape }: Constant): Known => ({
  data: Float64Array.from(data as ArrayLike<number | bigint>, Number),
  shape,
});

/** Numbers of a known tensor, repeated over a shape that it broadcasts to. */
export function spread({ data, shape }: Known, to: readonly number[], node: Node): Float64Array {
  const lead = to.length - shape.length;
  const fits = lead >= 0 && shape.every((size, k) => size === 1 || size === to[k + lead]);
  if (!fits) refuse(node, 'has no bound rule for a known input of more axes than the value it is combined with');
  return Float64Array.from({ length: sizeOf(to) }, (_, at) => {
    let [index, stride, rest] = [0, 1, at];
    for (let k = to.length - 1; k >= 0; k--) {
      const place = rest % to[k]!;
      rest = Math.floor(rest / to[k]!);
      if (k < lead) continue;
      if (shape[k - lead]! > 1) index += place * stride;
      stride *= shape[k - lead]!;
    }
    return data[index]!;
  });
}
