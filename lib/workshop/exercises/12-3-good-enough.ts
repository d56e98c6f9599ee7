import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  /** Recall@10 of an index that is asked for this many candidates. */
  readonly recallAt: (candidates: number) => number;
}

const WANTED = 0.95;
/** With this share of them, the recall must be too low. */
const LESS = 0.9;
/** As many as are asked for, and as the list is long. */
const LIST = 10;
const isCount = (candidates: number) => Number.isInteger(candidates) && candidates >= 1;

export const goodEnough: ExerciseSpec<number, Given> = {
  id: '12-3',
  title: 'Good enough',
  level: 'change',
  task: 'How many candidates must the index return, at least, for a recall of 0.95? Every candidate costs time. Ten percent more than the fewest is close enough.',
  needs: ['recallAt'],
  answer: 'candidates',
  hints: [
    'Between which two points of the figure is a recall of 0.95?',
    '`recallAt(…)` measures one setting. Try one in the middle, and then another.',
    'Go up in steps of 5%: `while (recallAt(candidates) < 0.95) candidates = Math.ceil(1.05 * candidates)`',
  ],
  check(candidates, { recallAt }) {
    if (!isCount(candidates)) return wrong(`Expected a whole number from 1, got ${candidates}.`);
    const recall = recallAt(candidates);
    if (recall < WANTED)
      return wrong(`With ${candidates} candidates, the recall is ${recall.toFixed(3)}, not 0.95.`);
    const fewer = Math.floor(LESS * candidates);
    if (recallAt(fewer) >= WANTED) return wrong(`That is enough, but ${fewer} candidates are enough, too.`);
    return right(
      `${candidates} candidates for a recall of ${recall.toFixed(3)}. It holds for these vectors: measure it again when the model has been trained again, or the catalog has grown.`,
    );
  },
  mistakes: [
    {
      words: 'That is the recall. The answer is a number of candidates.',
      is: (candidates) => candidates > 0 && candidates < 1,
    },
    {
      words:
        'Those are as many as the list is long. With nothing to choose from, what the index misses is missed.',
      is: (candidates) => candidates === LIST,
    },
    {
      words: 'The recall is high enough, but it costs more than twice what is needed.',
      is: (candidates, { recallAt }) => isCount(candidates) && recallAt(Math.floor(candidates / 2)) >= WANTED,
    },
  ],
};
