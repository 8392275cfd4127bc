import { endFacts } from '@fragility/engine';
import { isDifferentiable, type Classifier } from '@fragility/model';
import type { Bounds } from '@fragility/numerics';
import { preprocessingOf, type Preprocessing } from './convert/preprocessing.js';
import type { ModelFiles } from './layers-model/read.js';
import { tensorClassifier } from './run/classifier.js';
import type { Backend } from './run/backend.js';
import { forwardCheck } from './run/checks/forward-check.js';
import { withGradients } from './run/gradients/stop.js';
import { loadTensorFlow } from './run/load.js';
import { openNetwork } from './run/network.js';
import { selfCheck } from './run/checks/self-check.js';

export interface TensorModelOptions {
  readonly backend: Backend;
  readonly bounds?: Bounds | undefined;
  readonly output?: string | undefined;
  readonly inputShape?: readonly number[] | undefined;
  readonly preprocessing?: Preprocessing | undefined;
  /** Most examples of one call; default 32. */
  readonly batch?: number | undefined;
  /** Whether outputs are compared with plain JavaScript's first, and gradients with finite differences; default true. */
  readonly check?: boolean | undefined;
  readonly facts?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * A layers-model or graph-model run by TensorFlow.js, in float32. Where that lacks the gradient of an operation, the model offers logits only and names it.
 *
 * @throws FragilityError `tfjs/backend` naming what to install, `tfjs/forward` when outputs are wrong, `tfjs/gradient` when gradients are, `tfjs/kernel`, `tfjs/output`.
 * @example
 * const weights = new Map([['d/kernel', { shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, 0, 0) }], ['d/bias', { shape: [2], data: new Float32Array(2) }]]);
 * const dense = { class_name: 'Dense', config: { name: 'd', units: 2, batch_input_shape: [null, 3] } };
 * const topology = { class_name: 'Sequential', config: { name: 'm', layers: [dense] } };
 * const files = { location: 'memory', format: 'layers-model', topology, signature: undefined, weights, checksum: '' } as const;
 * const model = await tensorModel(files, { backend: 'cpu', bounds: [0, 1] });
 * (await model.logits({ data: Float64Array.of(0.5, 0.25, 1), shape: [1, 3] })).data; // Float64Array [0.5, 0.25]
 */
export async function tensorModel(
  files: ModelFiles,
  {
    backend,
    bounds = null,
    output,
    inputShape,
    preprocessing = {},
    batch = 32,
    check = true,
    facts,
  }: TensorModelOptions,
): Promise<Classifier> {
  const tf = await loadTensorFlow(backend);
  const network = await openNetwork(tf, files, { output, inputShape });
  let opened: { dispose?(): unknown } = network;
  try {
    const before = preprocessingOf(preprocessing, network.inputShape.at(-1)!);
    const model = await tensorClassifier(tf, network, {
      bounds,
      before,
      batch,
      facts: { ...facts, ...(network.end && endFacts(network.end)) },
    });
    opened = model;
    if (check && backend !== 'cpu') await forwardCheck(tf, network, files, { output, inputShape, bounds, before });
    const offered = await withGradients(model);
    if (check && isDifferentiable(offered)) await selfCheck(offered, tf.line);
    return offered;
  } catch (error) {
    await opened.dispose?.();
    throw error;
  }
}
