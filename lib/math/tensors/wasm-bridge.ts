/**
 * Completes the WebAssembly backend of TensorFlow.js 4.22: it lacks some kernels that the plain CPU backend
 * has, such as `UnsortedSegmentSum` (and with it the gradient of `gather`) and `Einsum`.
 */
import type * as tfjs from '@tensorflow/tfjs';
import { unsortedSegmentSum } from './unsorted-segment-sum';

/**
 * For each kernel that the CPU backend has and the WebAssembly backend lacks, registers one that runs on the
 * CPU. Inputs are transferred automatically: a backend fetches data that it doesn't hold from the backend
 * that does. The output is a tensor owned by the CPU backend, and moves to WebAssembly in the same way once a
 * kernel there reads it, so a chain of bridged operations isn't copied back and forth. Complex numbers, which
 * WebAssembly can't store, work only within these limits: `fft`, `real` and `imag` do, reshaping doesn't.
 * Returns the kernels' names in order. A second call registers nothing and returns [].
 *
 * `UnsortedSegmentSum` is one of our own, as that of the CPU backend reads all rows once for each sum.
 */
export function bridgeKernels(tf: typeof tfjs): string[] {
  const cpu = tf.findBackend('cpu');
  if (cpu === null) return [];
  const engine = tf.engine();
  const present = new Set(tf.getKernelsForBackend('wasm').map((kernel) => kernel.kernelName));
  const missing = tf.getKernelsForBackend('cpu').filter((kernel) => !present.has(kernel.kernelName));
  for (const { kernelName, kernelFunc } of missing) {
    if (kernelName === 'UnsortedSegmentSum') {
      tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: unsortedSegmentSum });
      continue;
    }
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
