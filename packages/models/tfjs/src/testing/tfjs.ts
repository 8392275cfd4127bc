import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { random } from '@fragility/numerics';
import type { ModelFiles } from '../layers-model/read.js';
import { decodeGroup, type WeightSpec } from '../layers-model/weights.js';

/** Fills every weight with random values; variances are positive. */
export function randomise(model: LayersModel, key: string): void {
  const stream = random(key);
  for (const variable of model.weights) {
    const { name, shape } = variable;
    const size = (shape as number[]).reduce((a, b) => a * b, 1);
    const spread = Math.sqrt((shape as number[]).slice(0, -1).reduce((a, b) => a * b, 1));
    const draw = (): number =>
      name.includes('variance')
        ? 0.5 + stream.uniform()
        : name.includes('gamma')
          ? 1 + 0.3 * stream.normal()
          : stream.normal() / spread;
    const values = tf.tensor(Float32Array.from({ length: size }, draw), shape as number[]);
    variable.write(values);
    values.dispose();
  }
}

/** The files that a model is saved as. */
export async function filesOf(model: LayersModel): Promise<ModelFiles> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const weights = decodeGroup({ paths: ['weights'], weights: saved!.weightSpecs as WeightSpec[] }, [
    new Uint8Array(saved!.weightData as ArrayBuffer),
  ]);
  return {
    location: 'memory',
    format: 'layers-model',
    topology: saved!.modelTopology,
    signature: undefined,
    weights,
    checksum: '',
  };
}

/** Random inputs of a model, `count` of them. */
export function inputsFor(shape: readonly number[], count: number): Float32Array {
  const stream = random('inputs');
  return Float32Array.from({ length: count * shape.reduce((a, b) => a * b, 1) }, () => stream.normal());
}
