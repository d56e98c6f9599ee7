import type { SolutionOf } from '../exercise-spec';
import type { cosineSimilarity } from '../exercises/00-4-cosine-similarity';

/** Three sums over the same places. Forgetting that they are the same is the classic mistake. */
export const answer: SolutionOf<typeof cosineSimilarity> = () => {
  type Row = readonly (number | null)[];
  const cosine = (a: Row, b: Row) => {
    const both = a.map((_, i) => i).filter((i) => a[i] !== null && b[i] !== null);
    if (both.length === 0) return 0;
    const dot = (x: Row, y: Row) => both.reduce((sum, i) => sum + x[i]! * y[i]!, 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  return cosine;
};
