/** The toy world of the tour: who gave which film how many stars; null is "not rated". */
export interface ToyWorld {
  readonly films: readonly string[];
  /** [people][films] */
  readonly ratings: readonly (readonly (number | null)[])[];
}

/** The recommender that the tour builds. */
export interface ToyRecommender {
  predict(person: number, film: number): number;
}

/** A place on a list of the tour. */
export interface ToyPlace {
  readonly film: string;
  readonly predicted: number;
}

/** Titles that a person has not rated. */
export function unseenBy({ films, ratings }: ToyWorld, person: number): string[] {
  return films.filter((_, i) => ratings[person][i] === null);
}

/** Cosine over the films that both have rated; NaN if there is none. */
export function toyCosine(a: readonly (number | null)[], b: readonly (number | null)[]): number {
  const both = a.map((_, i) => i).filter((i) => a[i] !== null && b[i] !== null);
  const dot = (x: typeof a, y: typeof a) => both.reduce((sum, i) => sum + x[i]! * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** The mean of a film's ratings by the most similar people, each weighted with the similarity. */
export function toyPrediction(
  { ratings }: ToyWorld,
  person: number,
  film: number,
  neighbors: number,
): number {
  const alike = (v: number) => toyCosine(ratings[person], ratings[v]);
  const raters = ratings.map((_, v) => v).filter((v) => v !== person && ratings[v][film] !== null);
  const nearest = raters.sort((a, b) => alike(b) - alike(a)).slice(0, neighbors);
  const weights = nearest.reduce((sum, v) => sum + alike(v), 0);
  return nearest.reduce((sum, v) => sum + alike(v) * ratings[v][film]!, 0) / weights;
}
