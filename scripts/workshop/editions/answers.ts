/** The solutions of a notebook's exercises, from `lib/workshop`. */
import { DataError } from '../../../lib/core/errors';
import { answerCells } from '../../../lib/notebook-files/editions/exercise-cells';
import type { Answer } from '../../../lib/notebook-files/editions/teacher-edition';
import type { Notebook } from '../../../lib/notebook-files/ipynb';
import { EXERCISES, isExerciseId } from '../../../lib/workshop/exercise-list';
import { solutionText } from '../../../lib/workshop/solution-text';

/**
 * By the exercise's id.
 * @throws DataError for an exercise that isn't in the list
 */
export function answersOf(notebook: Notebook, name: string): Map<string, Answer> {
  return new Map(
    [...answerCells(notebook).keys()].map((id) => {
      if (!isExerciseId(id)) throw new DataError(`${name}: there is no exercise ${id}`, { file: name });
      const { needs, mistakes } = EXERCISES[id];
      return [id, { ...solutionText({ id, needs }), mistakes: mistakes.map(({ words }) => words) }];
    }),
  );
}
