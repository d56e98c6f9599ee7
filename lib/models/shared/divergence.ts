/**
 * Gradient descent with too large a step doesn't fail on its own: its values grow until they are Infinity or
 * NaN.
 */
import { OptionError } from '../../core/errors';

/**
 * @throws OptionError when a value in the tables that `model` has learned is infinite or NaN. Cost: O(values)
 */
export function refuseDivergence(
  model: string,
  tables: readonly ArrayLike<number>[],
  { learningRate, reg }: { readonly learningRate: number; readonly reg?: number },
): void {
  for (const table of tables) {
    for (let at = 0; at < table.length; at++) {
      if (Number.isFinite(table[at])) continue;
      const smaller = reg === undefined ? `${learningRate}` : `${learningRate}, a smaller reg than ${reg}`;
      throw new OptionError(
        `${model}: training diverged: the learned values grew without bound; use a smaller learningRate than ` +
          `${smaller}, or ratings on a narrower scale, such as 1 to 5`,
      );
    }
  }
}
