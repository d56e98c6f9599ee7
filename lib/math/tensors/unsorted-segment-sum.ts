/**
 * A kernel for the WebAssembly backend: the sums of the rows with the same id,
 *
 *     y_s = Σ_(n with id_n = s) x_n,
 *
 * where rows with an id that isn't from 0 to below the number of sums count nowhere. It is the gradient of `tf.gather`.
 * Cost: O(numbers in x + numbers in y), in plain loops. The CPU backend of TensorFlow.js 4.22 compares all ids with
 * each s, at the cost of all rows for each sum: for 3,000 rows and as many sums, that is thousands of times as much.
 */
import type * as tfjs from '@tensorflow/tfjs';

type Numbers = Float32Array | Int32Array;

/** @param parameters `x` [n, …] and `segmentIds`, int32 [n]; `numSegments`; and the backend that has them */
export const unsortedSegmentSum: tfjs.KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, segmentIds } = inputs as { x: tfjs.TensorInfo; segmentIds: tfjs.TensorInfo };
  const { numSegments } = attrs as { numSegments: number };
  const { readSync, write } = backend as tfjs.KernelBackend;
  const rows = readSync.call(backend, x.dataId) as Numbers;
  const ids = readSync.call(backend, segmentIds.dataId) as Numbers;
  const shape = [numSegments, ...x.shape.slice(1)];
  const width = x.shape.slice(1).reduce((size, length) => size * length, 1);
  const sums = new (x.dtype === 'int32' ? Int32Array : Float32Array)(numSegments * width);
  for (let n = 0; n < ids.length; n++) {
    const id = ids[n];
    if (id < 0 || id >= numSegments) continue;
    for (let k = 0; k < width; k++) sums[id * width + k] += rows[n * width + k];
  }
  return { dataId: write.call(backend, sums, shape, x.dtype), shape, dtype: x.dtype };
};
