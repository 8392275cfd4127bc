import { loadRuntime } from '@fragility/engine';
import type { RuntimeProvider } from '../ports/runtime-provider.js';

/** ONNX Runtime as it is installed here. */
export const installedRuntimes: RuntimeProvider = {
  identify: async (choice, threads) => (await loadRuntime(choice, threads === undefined ? {} : { threads })).identity,
};
