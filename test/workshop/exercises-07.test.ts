import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../lib/math/random/random-state';
import { GMF } from '../../lib/models/neural/gmf';
import type { Model } from '../../lib/recommender/model';
import { paperSteps } from '../../lib/workshop/exercises/parts/paper-network';
import { syntheticRatings } from '../evaluation/synthetic-ratings';
import { examine, examinedAllOf } from './examine';

interface Paper {
  users: readonly number[];
  items: readonly number[];
  v: number;
}
type Pairs = readonly { user: number; item: number; liked: number }[];

const start: Paper = { users: [0.5, -1], items: [0.5, 1], v: Math.log(3) };
const pairs: Pairs = [
  { user: 0, item: 0, liked: 1 },
  { user: 1, item: 0, liked: 0 },
];
/** A step as in the notebook, written again, with numbers in place of slopes: what happens to the loss if a weight moves. */
function step(network: Paper, some: Pairs, rate: number, passes = (sum: number) => Math.max(0, sum)): Paper {
  const loss = ({ users, items, v }: Paper) =>
    some.reduce((total, { user, item, liked }) => {
      const score = v * passes(users[user] + items[item]);
      return total + Math.log1p(Math.exp(liked ? -score : score));
    }, 0);
  const slope = (moved: (by: number) => Paper) => (loss(moved(1e-6)) - loss(moved(-1e-6))) / 2e-6;
  const replaced = (weights: readonly number[], at: number, by: number) =>
    weights.map((weight, n) => (n === at ? weight + by : weight));
  const { users, items, v } = network;
  return {
    users: users.map((w, n) => w - rate * slope((by) => ({ ...network, users: replaced(users, n, by) }))),
    items: items.map((w, n) => w - rate * slope((by) => ({ ...network, items: replaced(items, n, by) }))),
    v: v - rate * slope((by) => ({ ...network, v: v + by })),
  };
}

const ben = (some: Pairs, passes?: (sum: number) => number) => {
  let network = start;
  for (let n = 0; n < 1000; n++) network = step(network, some, 1, passes);
  return network.users[1];
};

examine('07-1', {
  given: () => undefined,
  around: () => ({ start, pairs, step }),
  wrong: () => [0.5, ben([pairs[1]], (sum) => sum), ben(pairs)],
  alsoRight: () => [paperSteps([pairs[1]], 3).users[1]],
});

const split = trainTestSplit(syntheticRatings(), { seed: 1 });
const otherSplit = trainTestSplit(syntheticRatings(), { seed: 2 });
const rankedOn = (of: typeof split) => (model: Model, label: string) =>
  evaluateRanking(model, { split: of, label, k: 5, metrics: ['ndcg'] });
const ranked = rankedOn(split);
const factors = 4;

examine('07-2', {
  given: async () => ({ gmf: await ranked(new GMF({ factors, seed: 0 }), 'GMF') }),
  around: () => ({ ranked, factors }),
  wrong: async ({ gmf }, [one, two]) => [
    [gmf, one, one],
    [one, two, await ranked(new GMF({ factors: 5, seed: 3 }), 'wider')],
    [one, two, await rankedOn(otherSplit)(new GMF({ factors, seed: 3 }), 'elsewhere')],
  ],
  alsoRight: ({ gmf }, [one, two]) => [[gmf, two, one]],
});

type Loss = (score: number, liked: number) => number;
const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));
examine('07-3', {
  given: () => undefined,
  wrong: (_, lossOf): Loss[] => [
    (score, liked) =>
      -(liked * Math.log(sigmoid(score)) || 0) - ((1 - liked) * Math.log(1 - sigmoid(score)) || 0),
    (score, liked) => liked * lossOf(score, 1),
    (score, liked) => lossOf(score, 1 - liked),
    (score, liked) => -lossOf(score, liked),
    (score, liked) => (liked - sigmoid(score)) ** 2,
  ],
  alsoRight: (): Loss[] => [
    (score, liked) => Math.max(score, 0) - score * liked + Math.log1p(Math.exp(-Math.abs(score))),
  ],
});

/** Written again, without a look at the exercise: what differs is what each mistake changes. */
function wrongly(mistake: 'climbs' | 'score' | 'in turn' | 'no h') {
  return ({ p, q, h }: { p: number[]; q: number[]; h: number[] }, liked: number, rate: number) => {
    let score = 0;
    for (let f = 0; f < p.length; f++) score += p[f] * q[f] * h[f];
    const error = mistake === 'score' ? score - liked : sigmoid(score) - liked;
    const by = mistake === 'climbs' ? rate * error : -rate * error;
    const [newP, newQ, newH] = [[...p], [...q], [...h]];
    for (let f = 0; f < p.length; f++) {
      newP[f] += by * h[f] * q[f];
      newQ[f] += by * h[f] * (mistake === 'in turn' ? newP[f] : p[f]);
      if (mistake === 'in turn') newH[f] += by * newP[f] * newQ[f];
      else if (mistake !== 'no h') newH[f] += by * p[f] * q[f];
    }
    return { p: newP, q: newQ, h: newH };
  };
}

examine('07-4', {
  given: () => undefined,
  wrong: () => (['climbs', 'score', 'in turn', 'no h'] as const).map(wrongly),
});

type Sampler = (liked: ReadonlySet<number>, films: number, count: number, random: () => number) => number[];
const each =
  (draw: (liked: ReadonlySet<number>, films: number, random: () => number) => number): Sampler =>
  (liked, films, count, random) =>
    Array.from({ length: count }, () => draw(liked, films, random));
const elsewhere = new RandomState(5);

examine('07-5', {
  given: () => undefined,
  wrong: (_, draw) => [
    each((_liked, films, random) => Math.floor(random() * films)),
    (liked, films, count, random) => draw(liked, films - 1, count, random),
    each((liked, films, random) => {
      let film = Math.floor(random() * films);
      while (liked.has(film)) film = (film + 1) % films;
      return film;
    }),
    (liked, films, count) => draw(liked, films, count, () => elsewhere.random()),
  ],
  alsoRight: () => [
    (liked, films, count, random) => {
      const others = Array.from({ length: films }, (_, film) => film).filter((film) => !liked.has(film));
      return Array.from({ length: count }, () => others[Math.floor(random() * others.length)]);
    },
  ],
});

examinedAllOf('07');
