import type * as core from '@tensorflow/tfjs-core';
import type * as converter from '@tensorflow/tfjs-converter';
import type * as layers from '@tensorflow/tfjs-layers';
import { fail } from '../error.js';
import type { Backend } from './backend.js';
import { addComparisons } from './gradients/comparisons.js';
import type { TensorFlow } from './tensorflow.js';
import { addGradients } from './wasm/wasm.js';

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
      {
        given: `backend '${backend}' needs ${name}, which does not load`,
        remedy: `run \`npm install ${[...new Set(packages)].map((each) => `${each}@4`).join(' ')}\`, or choose the backend engine for a model that can be converted`,
      },
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

/** The backend that is starting, or the last one that did. */
let starting: Promise<unknown> = Promise.resolve();

/**
 * Starts a backend unless it runs, one after the other. TensorFlow.js itself refuses to compute while a backend starts, and gives it up when
 * another does; so it is told of one that has started, and from then on choosing it takes no time.
 */
function started(tf: typeof core, backend: Backend): Promise<void> {
  const { name } = BACKENDS[backend];
  const start = async (): Promise<void> => {
    if (name in tf.engine().registry) return;
    const failed = (cause?: unknown): never =>
      fail(
        'backend',
        { given: `backend '${backend}' does not start here`, remedy: 'choose another: cpu, wasm, node, engine' },
        cause,
      );
    const make = tf.findBackendFactory(name) ?? failed();
    const instance = await (async () => make())().catch(failed);
    tf.removeBackend(name);
    tf.registerBackend(name, () => instance);
    await tf.setBackend(name);
  };
  const turn = starting.then(start);
  starting = turn.catch(() => undefined);
  return turn;
}

/**
 * Loads TensorFlow.js and a backend; nothing of it is imported before. Importing tfjs-layers also registers the gradients, which tfjs-core
 * alone does not have in Node.
 *
 * @throws FragilityError `tfjs/backend` naming the package to install.
 */
export async function loadTensorFlow(backend: Backend): Promise<TensorFlow> {
  const tf = await peer<typeof core>('@tensorflow/tfjs-core', backend);
  const keras = await peer<typeof layers>('@tensorflow/tfjs-layers', backend);
  await peer(BACKENDS[backend].package, backend);
  await started(tf, backend);
  const { name } = BACKENDS[backend];
  const use = (): void => {
    if (tf.getBackend() !== name) void tf.setBackend(name);
  };
  use();
  if (backend === 'cpu') withoutAdvertisement(tf);
  addComparisons(tf);
  if (backend === 'wasm') addGradients(tf);
  return {
    core: tf,
    layers: keras,
    line: `tfjs ${backend} ${tf.version_core}`,
    use,
    converter: () => peer<typeof converter>('@tensorflow/tfjs-converter', backend),
  };
}
