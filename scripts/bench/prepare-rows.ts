/**
 * Writes a rows file in a process of its own, so that the bench itself stays small while others are measured:
 * `prepare-rows.ts <tutorial|1x|10x|100x> <file>`. Started by the bench only.
 */
import { LabError } from '../../lib/core/errors';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { generateRatings } from '../../lib/simulation/generate';
import type { Rows } from './case';
import { GROWTH_TEST_ROWS, SIZES } from './cases';
import { writeRows } from './rows-file';
import { RESULT_MARK } from './side-result';

/** What is reported to the bench. */
export interface Prepared {
  readonly train: number;
  readonly test: number;
  /** Whether MovieLens couldn't be fetched and the ratings are made up. */
  readonly synthetic: boolean;
}

function prepare(rows: Rows, file: string): Prepared {
  if (rows === 'tutorial') {
    const { ratings, source } = loadMovieLens100K();
    const { train, test } = writeRows(file, trainTestSplit(ratings, { testSize: 0.2, seed: 42 }));
    return { train, test, synthetic: source.source === 'synthetic' };
  }
  const split = trainTestSplit(generateRatings(SIZES[rows]), { testSize: GROWTH_TEST_ROWS, seed: 42 });
  const { train, test } = writeRows(file, split);
  return { train, test, synthetic: false };
}

const report = (result: unknown) => process.stdout.write(`${RESULT_MARK}${JSON.stringify(result)}\n`);
try {
  report(prepare(process.argv[2] as Rows, process.argv[3]));
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  report({ refused: error.message });
}
