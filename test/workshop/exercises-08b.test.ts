import type { ItemId, UserId } from '../../lib/core/ids';
import { BayesianMF } from '../../lib/models/factors/bayesian-mf';
import type { Model } from '../../lib/recommender/model';
import { generateInContext } from '../../lib/simulation/generate-in-context';
import { examine, examinedAllOf } from './examine';

examine('08b-1', {
  given: () => undefined,
  wrong: () => [1 / Math.sqrt(1004), 1 / 1004 + 1, 1 / Math.sqrt(1004) + 1],
});

/** How many films are as the exercise asks, and as its mistakes count them. */
function countsFor(model: Model, someone: UserId) {
  const own = model.train.ratingsOf(someone).map(({ item }) => item);
  const all = [...model.train.items].map((item) => ({ item, ...chancesOf(model, someone, item) }));
  const unseen = all.filter(({ item }) => !own.includes(item));
  return {
    right: unseen.filter(({ four }) => four >= 0.75).length,
    predicted: unseen.filter(({ score }) => score >= 4).length,
    all: all.filter(({ four }) => four >= 0.75).length,
    five: unseen.filter(({ five }) => five >= 0.75).length,
  };
}

function chancesOf(model: Model, someone: UserId, item: ItemId) {
  const predicted = model.distributionOf(someone, item);
  const [four, five] = [4, 5].map((stars) => predicted.probabilityOfAtLeast(stars));
  return { score: predicted.score, four, five };
}

examine('08b-2', {
  given: async () => {
    const { ratings } = generateInContext({ users: 60, items: 40, ratings: 1000 });
    const model = await new BayesianMF({ factors: 2, epochs: 20 }).fit(ratings);
    const differ = (user: UserId) => new Set(Object.values(countsFor(model, user))).size === 4;
    return { model, someone: [...ratings.users].find(differ)! };
  },
  wrong: ({ model, someone }) => {
    const { predicted, all, five } = countsFor(model, someone);
    return [predicted, all, five];
  },
});

const sum = (ratings: readonly number[]) => ratings.reduce((total, rating) => total + rating, 0);
examine('08b-3', {
  given: () => undefined,
  wrong: (_, posteriorOf) => [
    (prior, noise, ratings) => {
      const precision = 1 / prior.deviation + ratings.length / noise;
      return {
        mean: (prior.mean / prior.deviation + sum(ratings) / noise) / precision,
        deviation: 1 / precision,
      };
    },
    (_, noise, ratings) => ({
      mean: sum(ratings) / ratings.length,
      deviation: noise / Math.sqrt(ratings.length),
    }),
    (prior, noise, ratings) => {
      const { mean, deviation } = posteriorOf(prior, noise, ratings);
      return { mean, deviation: deviation ** 2 };
    },
  ],
});

examinedAllOf('08b');
