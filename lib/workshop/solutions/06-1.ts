import type { SolutionOf } from '../exercise-spec';
import type { nobody } from '../exercises/06-1-nobody';

export const guess = 'the list for everybody';

/** The list for everybody without ratings, marked as cold. */
export const answer: SolutionOf<typeof nobody, { there: string }> = async ({ there }) => {
  type Reply = { cold: boolean; recommendations: { title: string }[] };
  const response = await fetch(`${there}/recommend/nobody?cold=true`);
  const reply = (await response.json()) as Reply;
  return reply;
};
