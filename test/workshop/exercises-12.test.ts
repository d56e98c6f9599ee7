import { examine, examinedAllOf } from './examine';

examine('12-1', {
  given: () => undefined,
  wrong: () => [320e6, 2.56e9, 10.24e9, 1.28],
});

/** As if a little more than half were left at 20. */
const keptBy = (k: number) => 1 / (1 + (k / 20.5) ** 2);
examine('12-2', { given: () => ({ keptBy }), wrong: () => [0.5, 1, 21] });

const recallAt = (candidates: number) => 1 - Math.exp(-(candidates + 50) / 60);
examine('12-3', {
  given: () => ({ recallAt }),
  alsoRight: () => [130, 140],
  wrong: () => [0.95, 10, 300],
});

type Size = {
  readonly ratings: number;
  readonly users: number;
  readonly items: number;
  readonly factors: number;
};
examine('12-4', {
  given: () => undefined,
  wrong: () => [
    ({ ratings, users, items, factors }: Size) => 12 * ratings + 4 * factors * users * items,
    ({ ratings, users, items, factors }: Size) => 3 * ratings + factors * (users + items),
    ({ ratings, users, items, factors }: Size) => 12 * ratings + 8 * factors * (users + items),
    ({ ratings, users, factors }: Size) => 12 * ratings + 4 * factors * users,
  ],
});

examine('12-5', { given: () => undefined, wrong: () => [4_194_304, 15_790_320, 2_080_894, 2 ** 30] });

examinedAllOf('12');
