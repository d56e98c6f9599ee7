import { OptionError } from '../../../core/errors';
import type { Interactions } from '../../../data/table/interactions';

/** Refuses predictions that can't be those of these rows. */
export function checkRows(metric: string, predicted: ArrayLike<number>, truth: Interactions): void {
  if (predicted.length === truth.length) return;
  throw new OptionError(
    `${metric}: there are ${predicted.length} predictions for ${truth.length} true ratings; give the table that was predicted`,
  );
}
