/** Gradient descent with steps that are too large doesn't fail by itself: its numbers grow until they are none. */
import { OptionError } from '../../core/errors';

/** @throws OptionError when a value in one of the tables that `model` has learned is infinite or NaN. Cost: O(values) */
export function refuseDivergence(
  model: string,
  tables: readonly ArrayLike<number>[],
  { learningRate, reg }: { readonly learningRate: number; readonly reg: number },
): void {
  for (const table of tables) {
    for (let at = 0; at < table.length; at++) {
      if (Number.isFinite(table[at])) continue;
      throw new OptionError(
        `${model}: what it learns grew without bound; take a smaller learningRate than ${learningRate} or ` +
          `reg than ${reg}, or ratings on a narrower scale, such as 1 to 5`,
      );
    }
  }
}
