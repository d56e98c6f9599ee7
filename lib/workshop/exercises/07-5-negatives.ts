import { RandomState } from '../../math/random/random-state';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** Draws films by number, from 0 to films − 1. `random` gives numbers from 0 to below 1. */
type Sampler = (liked: ReadonlySet<number>, films: number, count: number, random: () => number) => number[];

const FILMS = 8;
const LIKED: readonly number[] = [0, 2, 3];
const OTHERS = [1, 4, 5, 6, 7];
const DRAWS = 5000;
/** More calls of `random` than any sampler needs: one that loops forever ends here. */
const MOST_CALLS = 100 * DRAWS;

class Endless extends Error {}

/** What a sampler draws with this seed. */
function drawn(sampler: Sampler, seed: number, count = DRAWS, liked: Iterable<number> = LIKED): number[] {
  const state = new RandomState(seed);
  let calls = 0;
  return sampler(new Set(liked), FILMS, count, () => {
    if (++calls > MOST_CALLS) throw new Endless();
    return state.random();
  });
}

/** How often each film was drawn. */
function countsOf(films: readonly number[]): number[] {
  const counts = Array<number>(FILMS).fill(0);
  for (const film of films) counts[film]++;
  return counts;
}

const WORDS = {
  liked: 'It draws films that the user likes. The network then learns that a like is not a like.',
  missed:
    'Some film can never be drawn. Numbers go from 0 to films − 1; `Math.floor(random() * films)` reaches them all.',
  uneven:
    'Not all films are equally likely. If the draw is a like, draw again: taking the next film in line gives that one a second chance.',
  seed: 'Its draws don’t follow from `random`: the same seed must give the same films. Use nothing else that is random.',
};

/** What is wrong with a sampler; undefined if nothing is. */
function problemOf(sampler: Sampler): string | undefined {
  try {
    for (const count of [0, 3]) {
      const { length } = drawn(sampler, 1, count);
      if (length !== count) return `Asked for ${count} films, it returned ${length}.`;
    }
    const films = drawn(sampler, 1);
    const odd = films.find((film) => !(Number.isInteger(film) && film >= 0 && film < FILMS));
    if (odd !== undefined) return `Of ${FILMS} films, it drew number ${odd}.`;
    if (films.some((film) => LIKED.includes(film))) return WORDS.liked;
    const counts = countsOf(films);
    if (OTHERS.some((film) => counts[film] === 0)) return WORDS.missed;
    const fair = DRAWS / OTHERS.length;
    // Five standard deviations of a fair draw.
    if (OTHERS.some((film) => Math.abs(counts[film] - fair) > 5 * Math.sqrt(fair))) return WORDS.uneven;
    const [one, again, other] = [2, 2, 3].map((seed) => drawn(sampler, seed).join());
    if (one !== again || one === other) return WORDS.seed;
    if (drawn(sampler, 1, 5, [0, 1, 2, 3, 4, 5, 6]).some((film) => film !== FILMS - 1))
      return 'For somebody who likes all films but the last, it must draw the last.';
    return undefined;
  } catch (error) {
    if (error instanceof Endless) return 'It never stops drawing. Does it draw again only for a like?';
    if (!(error instanceof Error) || error.name === 'Interrupted') throw error;
    return `Your function fails: ${error.message}`;
  }
}

export const negativesByHand: ExerciseSpec<Sampler> = {
  id: '07-5',
  title: 'Films not chosen',
  level: 'build',
  task: 'Write the sampler of negatives: a function of the set of liked films, the number of films (they are numbered from 0), how many to draw, and `random`, which returns numbers from 0 to below 1. It returns that many films that aren’t liked, each equally likely; a film may come twice. At least one film isn’t liked.',
  needs: [],
  answer: 'draw',
  hints: [
    'What should happen if the film that was drawn is a like?',
    'Draw from all films, and draw again until it isn’t a like.',
    '`let film; do film = Math.floor(random() * films); while (liked.has(film));`',
  ],
  check(sampler) {
    const problem = problemOf(sampler);
    if (problem !== undefined) return wrong(problem);
    return right(
      'No like among them, all others equally likely, and the same seed gives the same films. What somebody hasn’t seen isn’t what they dislike, though: some of the draws are films that they would love.',
    );
  },
  mistakes: Object.values(WORDS).map((words) => ({ words, is: (sampler) => problemOf(sampler) === words })),
};
