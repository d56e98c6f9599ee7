import type { SolutionOf } from '../exercise-spec';
import type { spread as exercise } from '../exercises/06-2-spread';

/** Genres are spread further; the first film stays. */
export const answer: SolutionOf<typeof exercise, { there: string; user: string }> = async ({
  there,
  user,
}) => {
  type Places = { itemId: string; genres: string[] }[];
  const listOf = async (diversity: number) => {
    const response = await fetch(`${there}/recommend/${encodeURIComponent(user)}?n=5&diversity=${diversity}`);
    return ((await response.json()) as { recommendations: Places }).recommendations;
  };
  const plain = await listOf(0);
  const spread = await listOf(0.5);
  return { plain, spread };
};
