/**
 * Gradient descent with too large a step doesn't fail on its own: its values grow until they are Infinity or
 * NaN. With steps that are far too small for the ratings, its initial values stay what they are.
 */
import { OptionError } from '../../core/errors';
import { describeScale } from '../../core/rating-scale';
import type { Interactions } from '../../data/table/interactions';

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

/**
 * @throws OptionError when predictions of the train ratings are farther off than the scale is wide, as they are still the
 *   noise that the factors began with
 */
export function refuseNoise(
  model: string,
  trainRmse: number,
  { scale }: Pick<Interactions, 'scale'>,
  { initStdDev, learningRate }: { readonly initStdDev: number; readonly learningRate: number },
): void {
  if (trainRmse <= scale.max - scale.min) return;
  throw new OptionError(
    `${model}: after training, predictions are off by ${Number(trainRmse.toPrecision(2))}, more than the scale ` +
      `${describeScale(scale)} is wide; use a smaller initStdDev than ${initStdDev}, a larger learningRate than ` +
      `${learningRate}, or ratings on a wider scale, such as 1 to 5`,
  );
}
