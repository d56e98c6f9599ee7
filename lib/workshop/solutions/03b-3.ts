import type { SolutionOf } from '../exercise-spec';
import type { variety } from '../exercises/03b-3-variety';

/** Greedy: each pick looks only at the picks before it. The library keeps the nearest distances instead of computing them again. */
export const answer: SolutionOf<typeof variety> = () => {
  type Candidate = { readonly item: string; readonly score: number };
  type Distance = (one: string, other: string) => number;
  const mmrByHand = (
    candidates: readonly Candidate[],
    distance: Distance,
    { lambda, k }: { lambda: number; k: number },
  ) => {
    const scores = candidates.map(({ score }) => score);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    const picked: string[] = [];
    const worth = ({ item, score }: Candidate) => {
      const far = picked.length === 0 ? 1 : Math.min(...picked.map((other) => distance(item, other)));
      return (lambda * (score - low)) / (high - low || 1) + (1 - lambda) * far;
    };
    while (picked.length < Math.min(k, candidates.length)) {
      const left = candidates.filter(({ item }) => !picked.includes(item));
      picked.push(left.reduce((best, one) => (worth(one) > worth(best) ? one : best)).item);
    }
    return picked;
  };
  return mmrByHand;
};
