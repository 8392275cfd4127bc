import type { io } from '@tensorflow/tfjs-core';
import type { ModelFiles } from '../layers-model/read.js';

/** The files of a model in the form in which TensorFlow.js takes them from memory. */
export function artifactsOf({ topology, signature, weights, format }: ModelFiles): io.ModelArtifacts {
  const specs: io.WeightsManifestEntry[] = [];
  const parts: Uint8Array[] = [];
  for (const [name, { dtype, shape, data }] of weights) {
    const bool = dtype === 'bool';
    const values = data instanceof Uint8Array && !bool ? Int32Array.from(data) : data;
    const type = values instanceof Float32Array ? 'float32' : bool ? 'bool' : 'int32';
    specs.push({ name, shape: [...shape], dtype: type });
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return {
    modelTopology: topology as object,
    format,
    weightSpecs: specs,
    weightData: bytes.buffer,
    ...(signature ? { signature: signature as object } : {}),
  };
}

/** A topology in which some layers pass their values on: those whose activation is cut, and those that are left out altogether. */
export function passing(topology: unknown, cut: ReadonlySet<string>, leftOut: ReadonlySet<string>): unknown {
  if (Array.isArray(topology)) return topology.map((each) => passing(each, cut, leftOut));
  if (typeof topology !== 'object' || topology === null) return topology;
  const { class_name, config } = topology as { class_name?: string; config?: { name?: string } };
  const name = config?.name ?? '';
  if (class_name !== undefined && leftOut.has(name))
    return { ...topology, class_name: 'Activation', config: { name, activation: 'linear' } };
  if (class_name !== undefined && cut.has(name)) return { ...topology, config: { ...config, activation: 'linear' } };
  return Object.fromEntries(Object.entries(topology).map(([key, each]) => [key, passing(each, cut, leftOut)]));
}
