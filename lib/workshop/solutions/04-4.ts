import type { SolutionOf } from '../exercise-spec';
import type { tfIdfRows } from '../exercises/04-4-tf-idf';

/** Two passes: how many films have each word, then each film's weights, divided by the length of its row. */
export const answer: SolutionOf<typeof tfIdfRows> = () => {
  const tfIdf = (films: readonly (readonly string[])[]) => {
    const filmsWith = new Map<string, number>();
    for (const words of films) {
      for (const word of new Set(words)) filmsWith.set(word, (filmsWith.get(word) ?? 0) + 1);
    }
    const idf = (word: string) => Math.log((1 + films.length) / (1 + filmsWith.get(word)!)) + 1;
    return films.map((words) => {
      const own = [...new Set(words)];
      const length = Math.sqrt(own.reduce((sum, word) => sum + idf(word) ** 2, 0));
      return new Map(own.map((word) => [word, idf(word) / length]));
    });
  };
  return tfIdf;
};
