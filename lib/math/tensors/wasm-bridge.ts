/**
 * Completes the WebAssembly backend of TensorFlow.js 4.22: it lacks kernels that the plain CPU backend
 * has, `UnsortedSegmentSum` (and with it the gradient of `gather`) and `Einsum` among them.
 */
import type * as tfjs from '@tensorflow/tfjs-core';

/**
 * For each kernel of the CPU backend that the WebAssembly backend lacks, registers one that runs the CPU's.
 * Inputs come over by themselves: a backend's storage fetches what it doesn't hold from its owner. The
 * output becomes a tensor that the CPU backend owns, and moves to WebAssembly in the same way as soon as
 * a kernel there reads it; so a chain of bridged operations isn't copied to and fro. Complex numbers,
 * which WebAssembly can't hold, go as far as that: `fft`, `real` and `imag` work, reshaping them doesn't.
 * Returns the kernels' names in order. A second call registers nothing and returns [].
 */
export function bridgeKernels(tf: typeof tfjs): string[] {
  const cpu = tf.findBackend('cpu');
  if (cpu === null) return [];
  const engine = tf.engine();
  const present = new Set(tf.getKernelsForBackend('wasm').map((kernel) => kernel.kernelName));
  const missing = tf.getKernelsForBackend('cpu').filter((kernel) => !present.has(kernel.kernelName));
  for (const { kernelName, kernelFunc } of missing) {
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs }) => {
        const output = kernelFunc({ inputs, attrs, backend: cpu });
        const adopt = (info: tfjs.TensorInfo) =>
          engine.makeTensorFromTensorInfo(info, cpu as Parameters<typeof engine.makeTensorFromTensorInfo>[1]);
        return Array.isArray(output) ? output.map(adopt) : adopt(output);
      },
    });
  }
  return missing.map((kernel) => kernel.kernelName).sort();
}
