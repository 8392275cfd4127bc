import type { Precision } from '@fragility/engine';
import type { EngineChoice } from '@fragility/model';
import type { Batch } from '@fragility/numerics';
import type { Activation, DenseLayer } from '@fragility/numerics/dense';

/** Widths from input to logits, the activation between layers, and whether layers have biases. */
export interface Architecture {
  /** `[inputs, hidden…, classes]`. */
  readonly widths: readonly number[];
  /** Between layers, not after the last; default identity. */
  readonly activation?: Activation;
  /** Default true. */
  readonly bias?: boolean;
  /** Width of a linear layer between the last hidden layer and the logits. */
  readonly bottleneck?: number;
  /** Whether hidden layers add their input to their output, where both are of one width; see {@link withoutResiduals}. Default false. */
  readonly residual?: boolean;
}

/** What the network is to become after `step` optimiser steps. */
export interface TrainingState {
  /** Optimiser steps made so far; 0 is the initialisation. */
  readonly step: number;
  /** Steps that will be made if nothing stops training early. */
  readonly total: number;
  readonly epoch: number;
  /** Loss of these weights on the batch of this step; at the end, see {@link TrainingResult.loss}. */
  readonly loss: number;
  /** {@link TrainingResult.loss} of a training that ends here. */
  readonly reported: number;
  /** A copy of the weights. */
  layers(): DenseLayer[];
}

export interface TrainingOptions {
  /** Layers to start from; instead of `architecture`. */
  readonly layers?: readonly DenseLayer[];
  /** Seeded initialisation: He (ReLU and its kin) or Glorot (identity, tanh), normal; biases 0. */
  readonly architecture?: Architecture;
  /** `[n, …]`, d values each. */
  readonly inputs: Batch;
  /** Class of each input, or the wanted outputs `[n, K]`. */
  readonly targets: ArrayLike<number> | Batch;
  /** Mean over examples of −log softmax(f)_y, or mean over examples and classes of (f − target)². */
  readonly loss: 'cross-entropy' | 'squared-error';
  /** Adam (Kingma & Ba, arXiv:1412.6980; β = 0.9, 0.999, ε = 1e-8) or gradient descent. */
  readonly optimizer: 'adam' | 'sgd';
  /** Of gradient descent, 0…1; default 0. */
  readonly momentum?: number;
  readonly learningRate: number;
  /** `cosine` lowers the rate to 0 over the steps; default constant. */
  readonly schedule?: 'constant' | 'cosine';
  /** Examples per step; default `full`, all of them. */
  readonly batchSize?: number | 'full';
  /** Passes over the data. Give `epochs`, `steps` or both: what ends first. */
  readonly epochs?: number;
  readonly steps?: number;
  /** Stops when the loss (of an epoch, with mini-batches) is at most this. */
  readonly stopAtLoss?: number;
  /** Of initialisation and order; default 0. */
  readonly seed?: number;
  /** Default float32. */
  readonly precision?: Precision;
  readonly engine?: EngineChoice;
  readonly threads?: number;
  /** Called before every step and once at the end; training waits for it. */
  onStep?(state: TrainingState): void | Promise<void>;
  readonly signal?: AbortSignal;
}

export interface TrainingResult {
  readonly layers: DenseLayer[];
  /** Full batches: of the returned weights. Mini-batches: mean of the last epoch's steps, each before its update. */
  readonly loss: number;
  /** Optimiser steps made. */
  readonly steps: number;
  /** Whether `stopAtLoss` was reached. */
  readonly reached: boolean;
}
