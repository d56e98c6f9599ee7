import { OptionError } from '../../../core/errors';
import type { Interactions } from '../../../data/table/interactions';

/** Rejects predictions whose number differs from that of the rows. */
export function checkRows(metric: string, predicted: ArrayLike<number>, truth: Interactions): void {
  if (predicted.length === truth.length) return;
  throw new OptionError(
    `${metric}: got ${predicted.length} predictions for ${truth.length} true ratings; pass the table that was predicted`,
  );
}
