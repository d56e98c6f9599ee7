import { toyPrediction } from '../../lib/workshop/exercises/parts/toy-world';
import { examine, examinedAllOf } from './examine';

const films = ['Alien', 'Heat', 'Fargo', 'Clueless', 'Babe'];
const ratings = [
  [5, 4, null, 1, null],
  [4, 5, 3, null, 1],
  [1, null, 2, 5, 4],
  [null, 4, null, 2, null],
];
const neighbors = 2;
const world = { films, ratings };
const predict = (person: number, film: number) => toyPrediction(world, person, film, neighbors);
const forPerson = (person: number, titles: string[], most = neighbors) =>
  titles.map((film) => ({ film, predicted: toyPrediction(world, person, films.indexOf(film), most) }));

examine('00-1', {
  given: () => world,
  around: () => ({ predict }),
  wrong: (_, list) => [
    [...list].reverse(),
    [...list, { film: 'Alien', predicted: 1 }],
    list.map(({ film }) => ({ film, predicted: Number.NaN })),
  ],
});

examine('00-2', {
  given: () => world,
  wrong: () => [0.91, 40 / 41, 24 / (Math.sqrt(42) * Math.sqrt(16 + 1 + 9 + 1)), 24 / (41 * 17)],
  alsoRight: () => [0.909],
});

examine('00-3', {
  given: () => ({ ...world, neighbors }),
  around: () => ({ predict }),
  wrong: (_, rows) => [
    forPerson(0, ['Alien', 'Fargo', 'Babe']),
    [...rows, { film: 'Heat', predicted: 4 }],
    forPerson(3, ['Alien', 'Fargo', 'Babe'], 4),
  ],
  alsoRight: (_, rows) => [[...rows].reverse()],
});

examine('00-4', {
  given: () => undefined,
  wrong: () => {
    const both = (a: readonly (number | null)[], b: typeof a) =>
      a.flatMap((r, i) => (r && b[i] ? [[r, b[i]]] : []));
    const sum = (pairs: number[][], f: (x: number, y: number) => number) =>
      pairs.reduce((s, [x, y]) => s + f(x, y), 0);
    const square = (row: readonly (number | null)[]) => row.reduce<number>((s, r) => s + (r ?? 0) ** 2, 0);
    const dot = (pairs: number[][]) => sum(pairs, (x, y) => x * y);
    const squares = (pairs: number[][]) => sum(pairs, (x) => x * x) * sum(pairs, (_, y) => y * y);
    return [
      (a, b) => dot(both(a, b)) / Math.sqrt(square(a) * square(b)),
      (a, b) => dot(both(a, b)) / Math.sqrt(squares(both(a, b))),
      (a, b) => (both(a, b).length ? dot(both(a, b)) / squares(both(a, b)) : 0),
    ];
  },
});

examinedAllOf('00');
