import { jaccardDistance } from '../../math/similarity/jaccard-distance';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

type List = readonly { readonly itemId: string; readonly genres: readonly string[] }[];

interface Lists {
  /** With `diversity=0`. */
  readonly plain: List;
  /** With `diversity=0.5`. */
  readonly spread: List;
}

/** The mean distance between the genres of two films of a list, 0 to 1. */
function variety(list: List): number {
  const pairs = list.flatMap((one, n) =>
    list.slice(n + 1).map((other) => jaccardDistance(one.genres, other.genres)),
  );
  return pairs.reduce((sum, distance) => sum + (Number.isNaN(distance) ? 1 : distance), 0) / pairs.length;
}

const sameFilms = ({ plain, spread }: Lists) =>
  plain.map(({ itemId }) => itemId).join() === spread.map(({ itemId }) => itemId).join();

export const spread: ExerciseSpec<Lists> = {
  id: '06-2',
  title: 'Spread over genres',
  level: 'change',
  task: 'Ask the service at `there` for the same user with `diversity=0` and with `diversity=0.5`, five films each. What changes, and what stays?',
  needs: [],
  answer: '{ plain, spread }',
  hints: [
    'Which film is the first on both lists, and why?',
    'The route takes `n` and `diversity` behind a question mark. The films are in `recommendations` of its answer.',
    '`(await (await fetch(there + "/recommend/196?n=5&diversity=0.5")).json()).recommendations`',
  ],
  check({ plain, spread }) {
    if (plain.length < 2 || plain.length !== spread.length)
      return wrong('Expected two lists of the same length.');
    const [before, after] = [plain, spread].map(variety);
    if (sameFilms({ plain, spread })) return wrong('The two lists are the same.');
    if (plain[0].itemId !== spread[0].itemId)
      return wrong('The first films differ: were both lists for the same user?');
    if (after < before) return wrong('The second list has less variety than the first.');
    return right(
      `The mean distance between the genres of two films goes from ${before.toFixed(2)} to ${after.toFixed(2)}. The first film stays: there is nothing yet for it to be unlike.`,
    );
  },
  mistakes: [
    {
      words: 'Both lists are the same. Was `diversity` part of the address, after `?` or `&`?',
      is: sameFilms,
    },
    {
      words: 'The two lists are of different length: ask for the same `n`.',
      is: ({ plain, spread }) => plain.length !== spread.length,
    },
    {
      words: 'The lists are swapped: the one with the larger `diversity` has less variety.',
      is: ({ plain, spread }) => plain[0]?.itemId === spread[0]?.itemId && variety(spread) < variety(plain),
    },
  ],
};
