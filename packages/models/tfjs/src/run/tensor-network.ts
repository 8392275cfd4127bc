import type { GraphEnd } from '@fragility/engine';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Values inside a model, each after those it is computed from. */
export type Within = (x: Tensor) => readonly { readonly name: string; readonly value: Tensor }[];

/** A model as a function of tensors, `[n, ...inputShape]` to logits. */
export interface TensorNetwork {
  readonly inputShape: readonly number[];
  /** Where the engine found the logits, before which nothing is left out; undefined where it found none. */
  readonly end?: GraphEnd | undefined;
  apply(x: Tensor): Tensor;
  readonly within: Within;
  dispose(): void;
}

export interface NetworkOptions {
  /** Layer or node whose value is the output; default: the model's output. */
  readonly output?: string | undefined;
  /** Shape of one input, where the model leaves sizes open. */
  readonly inputShape?: readonly number[] | undefined;
}
