import type { InferenceSession } from 'onnxruntime-web';
import type { EngineChoice } from '@fragility/model';
import { FragilityError } from '@fragility/numerics';
import { nodeModule } from '@fragility/plugin';
import { fileSessions } from './file.js';
import type { Ort } from './ort.js';
import { sessions } from './ort.js';
import { queue } from './queue.js';
import { acceptOtherRealms } from './realm.js';
import type { Runtime, RuntimeIdentity } from './runtime.js';

export interface RuntimeOptions {
  /** Threads of one call; default: as many as there are cores. The wasm runtime always uses one. */
  readonly threads?: number;
}

type Versioned = Ort & {
  env: { versions: Record<string, string | undefined>; wasm: { numThreads?: number }; logLevel?: string };
};

/** The package holds the libraries for the CPU; its install script only downloads those for CUDA, and fails where it may not. */
const INSTALL = 'npm install --ignore-scripts onnxruntime-node';

const alone = queue();

/** A loaded ONNX Runtime, which computes float32 graphs in float32. */
const runtimeOf = (
  ort: Ort,
  options: InferenceSession.SessionOptions,
  identity: Omit<RuntimeIdentity, 'precision'>,
): Runtime => ({
  identity: { ...identity, precision: 'float32' },
  session: sessions(ort, alone, options),
  file: fileSessions(ort, alone, options),
});

async function native({ threads }: RuntimeOptions): Promise<Runtime> {
  const optional = 'onnxruntime-node';
  const { default: ort } = (await import(/* webpackIgnore: true */ /* @vite-ignore */ optional)) as {
    default: Versioned;
  };
  acceptOtherRealms();
  const count = threads ?? nodeModule<typeof import('node:os')>('node:os').availableParallelism();
  const options = {
    executionProviders: ['cpu'],
    intraOpNumThreads: count,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  } as const;
  const version = ort.env.versions['node'] ?? '';
  return runtimeOf(ort, options, {
    name: 'native',
    package: 'onnxruntime-node',
    version,
    provider: 'cpu',
    threads: count,
  });
}

async function wasm(): Promise<Runtime> {
  const ort = (await import('onnxruntime-web/wasm')) as unknown as Versioned;
  ort.env.wasm.numThreads = 1;
  const options = { executionProviders: ['wasm'], logSeverityLevel: 4 } as const;
  const version = ort.env.versions['web'] ?? '';
  return runtimeOf(ort, options, { name: 'wasm', package: 'onnxruntime-web', version, provider: 'wasm', threads: 1 });
}

/**
 * Loads ONNX Runtime: `native` (onnxruntime-node, an optional peer), `wasm` (onnxruntime-web, Node and browsers), or `auto`: native where
 * it loads, wasm elsewhere. Both give the same results.
 *
 * @throws FragilityError `engine/missing` when `native` is asked for and does not load; `engine/threads` for a wrong number of threads.
 * @example describeRuntime((await loadRuntime('auto', { threads: 2 })).identity); // 'native (onnxruntime-node 1.30.0, 2 threads)'
 */
export async function loadRuntime(choice: EngineChoice = 'auto', options: RuntimeOptions = {}): Promise<Runtime> {
  const { threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new FragilityError(
      { given: `threads is ${threads}`, expected: 'a whole number ≥ 1', remedy: 'leave it out to use every core' },
      { where: 'engine/runtime', code: 'engine/threads', kind: 'input' },
    );
  }
  if (choice === 'wasm') return wasm();
  try {
    return await native(options);
  } catch (cause) {
    if (choice === 'auto') return wasm();
    throw new FragilityError(
      {
        given: `engine 'native' was asked for and onnxruntime-node does not load`,
        remedy: `run \`${INSTALL}\`, or choose 'auto' or 'wasm'`,
      },
      { where: 'engine/runtime', code: 'engine/missing', kind: 'input', cause },
    );
  }
}
