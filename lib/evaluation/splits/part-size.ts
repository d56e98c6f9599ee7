import { OptionError } from '../../core/errors';

/**
 * The size of the test set, out of `rows` rows: a share below 1 is rounded up to a whole number of rows, as
 * in Surprise; a whole number is used as it is. @throws OptionError when a part would be empty
 */
export function partSize(split: string, testSize: number, rows: number): number {
  const isShare = testSize > 0 && testSize < 1;
  const size = isShare ? Math.ceil(testSize * rows) : testSize;
  if (Number.isInteger(size) && size >= 1 && size < rows) return size;
  throw new OptionError(
    `${split}: testSize must be a share between 0 and 1, or a whole number from 1 to ${rows - 1} (the table has ${rows} rows), got ${testSize}`,
  );
}

/** The shares in words: `80/20`, or `80000 + 20000 rows` if they aren't whole percentages. */
export function partsInWords(testRows: number, rows: number): string {
  const percent = (100 * testRows) / rows;
  return Number.isInteger(percent) ? `${100 - percent}/${percent}` : `${rows - testRows} + ${testRows} rows`;
}
