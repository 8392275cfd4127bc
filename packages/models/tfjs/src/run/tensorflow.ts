import type * as core from '@tensorflow/tfjs-core';
import type * as converter from '@tensorflow/tfjs-converter';
import type * as layers from '@tensorflow/tfjs-layers';

/** TensorFlow.js with one backend. */
export interface TensorFlow {
  readonly core: typeof core;
  readonly layers: typeof layers;
  /** For the report: `tfjs cpu 4.22.0`. */
  readonly line: string;
  /** Makes the backend the one that computes; what follows without an `await` runs on it, whoever else computes in between. */
  use(): void;
  converter(): Promise<typeof converter>;
}
