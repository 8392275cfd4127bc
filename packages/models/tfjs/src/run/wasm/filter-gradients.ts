import type { KernelConfig } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../tensorflow.js';

/** Kernels of the gradients with respect to filters, which fused convolutions ask for whether or not anyone wants them. */
const FILTER_GRADIENTS = ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter'] as const;

/**
 * Runs a computation, without a pause in it, in which gradients with respect to filters are not computed: tensors of the right shape stand
 * for them, which must not be used. The gradient with respect to the input needs none, and wasm cannot compute them.
 */
export function withoutFilterGradients<T>(core: TensorFlow['core'], run: () => T): T {
  const backendName = core.getBackend();
  const own = FILTER_GRADIENTS.map((kernelName) => core.getKernel(kernelName, backendName));
  const replace = (kernelName: string, kernel: KernelConfig | undefined): void => {
    if (core.getKernel(kernelName, backendName)) core.unregisterKernel(kernelName, backendName);
    if (kernel) core.registerKernel(kernel);
  };
  FILTER_GRADIENTS.forEach((kernelName) =>
    replace(kernelName, {
      kernelName,
      backendName,
      kernelFunc: ({ attrs }) => core.zeros((attrs as unknown as { filterShape: number[] }).filterShape),
    }),
  );
  try {
    return run();
  } finally {
    FILTER_GRADIENTS.forEach((kernelName, k) => replace(kernelName, own[k]));
  }
}
