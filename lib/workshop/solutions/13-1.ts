import { readRatings } from '../../data/delimited/read-ratings';
import type { SolutionOf } from '../exercise-spec';
import type { averagedDuplicates } from '../exercises/13-1-averaged-duplicates';

export const guess = 'as many';

/** Both rules leave one row for each pair. They differ in its stars: means fall between the steps of the scale. */
export const answer: SolutionOf<typeof averagedDuplicates> = async ({ clean }) => {
  const averaged = await readRatings(clean.file, { ...clean.options, duplicates: 'mean' });
  return averaged.length;
};
