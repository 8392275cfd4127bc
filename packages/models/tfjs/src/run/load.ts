import type * as core from '@tensorflow/tfjs-core';
import type * as converter from '@tensorflow/tfjs-converter';
import type * as layers from '@tensorflow/tfjs-layers';
import { fail } from '../error.js';
import type { Backend } from './backend.js';
import { addGradients } from './wasm.js';

/** TensorFlow.js with one backend. */
export interface TensorFlow {
  readonly core: typeof core;
  readonly layers: typeof layers;
  /** For the report: `tfjs cpu 4.22.0`. */
  readonly line: string;
  /** Makes the backend the one that computes; what follows without an `await` runs on it. */
  use(): Promise<void>;
  converter(): Promise<typeof converter>;
}

const BACKENDS: Readonly<Record<Backend, { readonly package: string; readonly name: string }>> = {
  cpu: { package: '@tensorflow/tfjs-backend-cpu', name: 'cpu' },
  wasm: { package: '@tensorflow/tfjs-backend-wasm', name: 'wasm' },
  node: { package: '@tensorflow/tfjs-node', name: 'tensorflow' },
};

/** Imports an optional peer, or says how to install it. */
async function peer<T>(name: string, backend: Backend): Promise<T> {
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as T;
  } catch (cause) {
    const packages = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', BACKENDS[backend].package, name];
    return fail(
      'backend',
      `backend '${backend}' needs ${name}, which does not load; run \`npm install ${[...new Set(packages)].map((each) => `${each}@4`).join(' ')}\`, ` +
        'or choose the backend engine for a model that can be converted',
      cause,
    );
  }
}

/** The plain JavaScript backend recommends tfjs-node on stderr when it first stores a tensor; that is done here, unheard. */
function withoutAdvertisement(tf: typeof core): void {
  const production = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  tf.zeros([1]).dispose();
  tf.env().set('PROD', production);
}

/**
 * Loads TensorFlow.js and a backend; nothing of it is imported before. Importing tfjs-layers also registers the gradients, which tfjs-core
 * alone does not have in Node.
 *
 * @throws FragilityError `tfjs/backend` naming the package to install.
 */
export async function loadTensorFlow(backend: Backend): Promise<TensorFlow> {
  const { package: source, name } = BACKENDS[backend];
  const tf = await peer<typeof core>('@tensorflow/tfjs-core', backend);
  const keras = await peer<typeof layers>('@tensorflow/tfjs-layers', backend);
  await peer(source, backend);
  const use = async (): Promise<void> => {
    while (tf.getBackend() !== name)
      if (!(await tf.setBackend(name)))
        fail('backend', `backend '${backend}' does not start here; choose another: cpu, wasm, node, engine`);
  };
  await use();
  if (backend === 'cpu') withoutAdvertisement(tf);
  if (backend === 'wasm') addGradients(tf);
  return {
    core: tf,
    layers: keras,
    line: `tfjs ${backend} ${tf.version_core}`,
    use,
    converter: () => peer<typeof converter>('@tensorflow/tfjs-converter', backend),
  };
}
