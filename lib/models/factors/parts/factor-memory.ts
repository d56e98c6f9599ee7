/** Refuses, before anything is allocated, a factor model that wouldn't fit into memory. */
import { checkMemory } from '../../../core/check-memory';
import type { Interactions } from '../../../data/table/interactions';

/** What a fit needs room for. */
export interface FactorSize {
  /** Columns of the factor tables, biases included. */
  readonly width: number;
  /** Bytes beside the tables: blocks, intermediate results. */
  readonly extra: number;
}

/** Start values in 64 bits, the tensors before and after a step, the tables that come out. */
const BYTES_A_NUMBER = 8 + 4 + 4 + 4;

/** How many bytes a fit takes at its peak, roughly. */
export function factorBytes(train: Interactions, { width, extra }: FactorSize): number {
  return (train.userCount + train.itemCount) * width * BYTES_A_NUMBER + extra;
}

/** @throws OptionError when the fit takes more than the machine's memory */
export function checkFactorMemory(
  model: string,
  train: Interactions,
  size: FactorSize,
  limit?: number,
): void {
  checkMemory(
    {
      what: `${model}: ${size.width} columns for ${train.userCount} users and ${train.itemCount} items`,
      bytes: factorBytes(train, size),
      advice: 'fewer factors would fit',
    },
    limit,
  );
}
