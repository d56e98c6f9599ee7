import { itemId } from '../../core/ids';
import { rerank } from '../../lists/rerank';
import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

interface Candidate {
  readonly item: string;
  readonly score: number;
}

type Distance = (one: string, other: string) => number;
type Rerank = (
  candidates: readonly Candidate[],
  distance: Distance,
  options: { readonly lambda: number; readonly k: number },
) => readonly string[];

/** MMR as in `rerank.ts`, or with a mistake. */
const mmr =
  (
    wrong: { readonly mean?: boolean; readonly unscaled?: boolean; readonly swapped?: boolean } = {},
  ): Rerank =>
  (candidates, distance, { lambda, k }) => {
    const scores = candidates.map(({ score }) => score);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    const weight = wrong.swapped ? 1 - lambda : lambda;
    const taken: string[] = [];
    while (taken.length < Math.min(k, candidates.length)) {
      let best: { item: string; worth: number } | undefined;
      for (const { item, score } of candidates) {
        if (taken.includes(item)) continue;
        const scaled = wrong.unscaled ? score : high === low ? 1 : (score - low) / (high - low);
        const distances = taken.map((other) => distance(item, other));
        const mean = distances.reduce((sum, one) => sum + one, 0) / Math.max(1, distances.length);
        const far = taken.length === 0 ? 1 : wrong.mean ? mean : Math.min(...distances);
        const worth = weight * scaled + (1 - weight) * far;
        if (best === undefined || worth > best.worth + 1e-12) best = { item, worth };
      }
      taken.push(best!.item);
    }
    return taken;
  };

const library: Rerank = (candidates, distance, options) => {
  const places = candidates.map(({ item, score }) => ({ item: itemId(item), score }));
  return rerank(places, { ...options, distance }).map(({ item }) => item);
};

/** Films in the plane: the distance of two is that of their points, at most 1. */
function drawn(seed: number, lambda: number): Parameters<Rerank> {
  const random = new RandomState(seed);
  const points = new Map(
    Array.from({ length: 25 }, (_, n) => [`film ${n}`, [random.random(), random.random()]]),
  );
  const candidates = [...points.keys()].map((item, n) => ({ item, score: 40 - n + random.random() }));
  const distance: Distance = (one, other) => {
    const [[a, b], [c, d]] = [points.get(one)!, points.get(other)!];
    return Math.min(1, Math.hypot(a - c, b - d));
  };
  return [candidates, distance, { lambda, k: 8 }];
}

/** A and B are alike, C is unlike both. */
const three = (lambda: number, k = 3): Parameters<Rerank> => {
  const alike = new Set(['A', 'B']);
  const candidates = [
    { item: 'A', score: 30 },
    { item: 'B', score: 29 },
    { item: 'C', score: 20 },
  ];
  return [candidates, (one, other) => (alike.has(one) && alike.has(other) ? 0.1 : 0.9), { lambda, k }];
};

const judged = judgeFunction<Parameters<Rerank>, readonly string[]>(
  {
    reference: library,
    praise: 'The same lists as the library’s `rerank`, place by place.',
    probes: [
      { about: 'A, B (alike) and C (unlike both), λ = 1: the order stays', args: () => three(1) },
      { about: 'A, B (alike) and C (unlike both), λ = 0.4, two places', args: () => three(0.4, 2) },
      { about: '25 films, λ = 0.7', args: () => drawn(1, 0.7) },
      { about: '25 films, λ = 0.3', args: () => drawn(2, 0.3) },
    ],
  },
  [
    {
      words:
        'You use the mean distance from the films already picked, so a twin of one of them could slip through. Use the distance from the nearest.',
      written: mmr({ mean: true }),
    },
    {
      words: 'The scores aren’t on a scale from 0 to 1, so they drown out the distances.',
      written: mmr({ unscaled: true }),
    },
    {
      words: 'λ is on the wrong side: with λ = 1, only the score should count.',
      written: mmr({ swapped: true }),
    },
  ],
);

export const variety: ExerciseSpec<Rerank> = {
  id: '03b-3',
  title: 'Maximal marginal relevance',
  level: 'build',
  task: 'Write MMR: a function of candidates (`{ item, score }`, best first), a distance between two items (0 to 1), and `{ lambda, k }` that returns the items it picks, in order. For the first pick, every distance is 1; ties go to the earlier candidate.',
  needs: [],
  answer: 'mmrByHand',
  hints: [
    'What changes for the remaining candidates once a film has been picked?',
    'Scale the scores by the lowest and the highest. Then repeat k times: of those left, take the one with the highest λ · score + (1 − λ) · distance from the nearest pick.',
    '`const far = picked.length === 0 ? 1 : Math.min(...picked.map((other) => distance(item, other)));`',
  ],
  ...judged,
};
