/** The inverse that EASE and UserEASE divide by its diagonal. */
import { gramMatrix } from '../../../math/dense/gram-matrix';
import { symmetricInverse } from '../../../math/dense/matrix-inverse';
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { withTensors } from '../../../math/tensors/tensors';
import type { FitRun } from '../../../recommender/fit-run';

/**
 * P = (XᵀX + λ I)⁻¹ for a matrix X [rows, n]. Float32 [n, n]. Cost: O(entries · n + n³) time, 20 n² bytes.
 * @param ridge λ, above 0
 */
export function gramInverse(X: CompressedRows, ridge: number, run: FitRun): Promise<Float32Array> {
  return withTensors(async (tensors) => {
    const gram = await gramMatrix(tensors, X, () => run.breathe(), { ridge });
    await run.breathe();
    return (await symmetricInverse(tensors, gram).data()) as Float32Array;
  });
}
