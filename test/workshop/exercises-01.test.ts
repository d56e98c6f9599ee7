import { Interactions } from '../../lib/data/table/interactions';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf } from './examine';

/** With a long tail on both sides: user n rates as many of the first items as 40 / (n + 1). */
const ratings = Interactions.fromRows(
  Array.from({ length: 30 }, (_, n) =>
    Array.from(
      { length: Math.ceil(40 / (n + 1)) },
      (_, i) => [`u${n}`, `i${i}`, 1 + ((n + i * i) % 5)] as const,
    ),
  ).flat(),
);
/** Three users, five films: a and b are perfect, c is nearly, d has one five, e none; user z gives only fives. */
const few = Interactions.fromRows([
  ['x', 'a', 5],
  ['y', 'a', 5],
  ['x', 'b', 5],
  ['x', 'c', 4],
  ['z', 'c', 5],
  ['x', 'd', 1],
  ['z', 'd', 5],
  ['y', 'e', 2],
  ['y', 'c', 5],
]);

const half = (counts: ArrayLike<number>, from: 1 | -1) => {
  const sorted = Array.from(counts).sort((a, b) => from * (b - a));
  let left = ratings.length / 2;
  let taken = 0;
  while (left > 0) left -= sorted[taken++];
  return taken;
};

examine('01-1', {
  given: () => ({ ratings }),
  wrong: (_, needed) => [
    half(ratings.userCounts(), -1),
    half(ratings.itemCounts(), 1),
    Math.round((100 * needed) / ratings.userCount),
  ],
});

examine('01-2', {
  given: () => ({ ratings: few }),
  wrong: () => [
    { films: 3, mostRatings: 3 },
    { films: 1, mostRatings: 2 },
    { films: 4, mostRatings: 3 },
  ],
});

examine('01-3', {
  given: () => ({ ratings: syntheticRatings() }),
  wrong: ({ ratings: { userCount } }, count) => {
    const counts = [...syntheticRatings().userCounts()];
    return [
      [...syntheticRatings().itemCounts()].filter((one) => one < 20).length,
      counts.filter((one) => one <= 20).length,
      userCount - count,
    ];
  },
});

const sum = (stars: readonly number[]) => stars.reduce((total, one) => total + one, 0);
examine('01-4', {
  given: () => undefined,
  wrong: () => [
    (stars) => sum(stars) / stars.length,
    (stars, damping) => sum(stars) / (stars.length + damping),
    (stars, damping, overall) => (sum(stars) + damping * overall) / stars.length,
    (stars, damping, overall) => (sum(stars) + damping * overall) / (stars.length + damping),
  ],
});

examinedAllOf('01');
