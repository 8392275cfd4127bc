import type { RuntimeProvider } from '../ports/runtime-provider.js';

/** ONNX Runtime as it is installed here; the engine is loaded when it is asked for the first time. */
export const installedRuntimes: RuntimeProvider = {
  identify: async (choice, threads) => {
    const { loadRuntime } = await import('@fragility/engine');
    return (await loadRuntime(choice, threads === undefined ? {} : { threads })).identity;
  },
};
