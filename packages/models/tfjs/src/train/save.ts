import type { io } from '@tensorflow/tfjs-core';
import { nodeModule } from '@fragility/plugin';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { fail } from '../error.js';
import type { ModelFiles } from '../layers-model/read.js';
import { decodeGroup, type WeightSpec } from '../layers-model/weights.js';
import type { TensorFlow } from '../run/tensorflow.js';

/** A model that has been trained, as its files would be read, and as they are written. */
export interface Saved {
  readonly files: ModelFiles;
  readonly json: string;
  readonly bytes: Uint8Array;
}

/** What TensorFlow.js saves of a model. */
export async function saved({ core }: TensorFlow, model: LayersModel): Promise<Saved> {
  let artifacts: io.ModelArtifacts | undefined;
  await model.save(
    core.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs, weightData } = artifacts!;
  const parts = Array.isArray(weightData) ? weightData : [weightData as ArrayBuffer];
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  const group = { paths: ['weights.bin'], weights: weightSpecs as WeightSpec[] };
  const weights = decodeGroup(group, [bytes]);
  const json = JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest: [group] });
  return {
    files: {
      location: 'training',
      format: 'layers-model',
      topology: modelTopology,
      signature: undefined,
      weights,
      checksum: '',
    },
    json,
    bytes,
  };
}

/** Writes model.json and weights.bin into a folder. */
export async function write({ json, bytes }: Saved, place: string, folder: string | undefined): Promise<void> {
  const { mkdir, writeFile } = nodeModule<typeof import('node:fs/promises')>('node:fs/promises');
  const { join, resolve } = nodeModule<typeof import('node:path')>('node:path');
  const target = resolve(folder ?? '.', place);
  try {
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'weights.bin'), bytes);
    await writeFile(join(target, 'model.json'), json);
  } catch (cause) {
    fail(
      'file',
      { given: `the model cannot be saved in ${target}`, remedy: 'give a folder that can be written: save' },
      cause,
    );
  }
}
