/** Checks, before anything is allocated, that a factor model fits into memory. */
import { checkMemory } from '../../core/check-memory';
import type { Interactions } from '../../data/table/interactions';

/** The size of a train set: all that an estimate of memory depends on. */
export type TrainCounts = Pick<Interactions, 'userCount' | 'itemCount' | 'length'>;

/** What is to be allocated, for the message: `SVD: 100 factors for 943 users and 1682 items`. */
export function factorsOf(
  model: string,
  factors: number,
  { userCount, itemCount }: Pick<TrainCounts, 'userCount' | 'itemCount'>,
): string {
  return `${model}: ${factors} factors for ${userCount} users and ${itemCount} items`;
}

/** What determines the memory that a fit needs. */
export interface FactorSize {
  /** Columns of the factor tables, biases included. */
  readonly width: number;
  /** Bytes in addition to the tables: blocks, intermediate results. */
  readonly extra: number;
}

/** Initial values in 64 bits, tensors before and after a step, and the final tables, each in 32 bits. */
const BYTES_A_NUMBER = 8 + 4 + 4 + 4;

/** Approximate peak memory of a fit in bytes. */
export function factorBytes(train: TrainCounts, { width, extra }: FactorSize): number {
  return (train.userCount + train.itemCount) * width * BYTES_A_NUMBER + extra;
}

/** @throws OptionError when the fit would need more than the machine's memory */
export function checkFactorMemory(model: string, train: TrainCounts, size: FactorSize, limit?: number): void {
  checkMemory(
    {
      what: `${model}: ${size.width} columns for ${train.userCount} users and ${train.itemCount} items`,
      bytes: factorBytes(train, size),
      advice: 'use fewer factors',
    },
    limit,
  );
}
