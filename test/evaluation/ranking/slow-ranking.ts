/**
 * All metrics again, slowly and from their definitions: raw ids, sets and sorted arrays, one prediction at a
 * time. For a model that rates every pair.
 */
import type { ItemId, UserId } from '../../../lib/core/ids';
import type { Film } from '../../../lib/data/movielens/film';
import type { Split } from '../../../lib/evaluation/splits/split';
import type { Model } from '../../../lib/recommender/model';

export interface SlowOptions {
  readonly k: number;
  readonly relevantFrom: number;
  readonly films: readonly Film[];
  readonly vectorOf: (item: ItemId) => readonly number[];
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const pairs = <T>(list: readonly T[]) =>
  list.flatMap((a, n) => list.slice(n + 1).map((b) => [a, b] as const));

export function slowRanking(model: Model, split: Split, options: SlowOptions): Record<string, number> {
  const { train, test } = split;
  const { k, relevantFrom, films, vectorOf } = options;
  const items = [...train.items];
  const raters = new Map(items.map((item) => [item, train.ratingsFor(item).length]));
  const popularity = (item: ItemId) => raters.get(item) ?? 0;
  const genresOf = (item: ItemId) => films.find((film) => film.id === item)?.genres ?? [];
  const seenBy = (user: UserId) => new Set(train.ratingsOf(user).map(({ item }) => item));
  const score = (user: UserId, item: ItemId) => model.predict(user, item).score;
  const rankedFor = (user: UserId) => {
    const seen = seenBy(user);
    return items.filter((item) => !seen.has(item)).sort((a, b) => score(user, b) - score(user, a));
  };
  const lists = [...train.users].map((user) => rankedFor(user).slice(0, k));
  const columns: Record<string, number[]> = {};
  const note = (name: string, value: number) => {
    columns[name] ??= [];
    if (!Number.isNaN(value)) columns[name].push(value);
  };
  for (const user of test.users) {
    const tested = test.ratingsOf(user);
    noteFaq(
      note,
      k,
      tested.map(({ item, rating }) => [model.predict(user, item).rating, rating]),
    );
    const relevant = new Set(tested.filter(({ rating }) => rating >= relevantFrom).map(({ item }) => item));
    if (relevant.size === 0 || !train.users.has(user)) continue;
    const ranked = rankedFor(user);
    const list = ranked.slice(0, k);
    const hits = list.filter((item) => relevant.has(item));
    const p = hits.length / k;
    const r = hits.length / relevant.size;
    note('precision', p);
    note('recall', r);
    note('cappedPrecision', Math.max(p, r));
    note('f1', p + r === 0 ? 0 : (2 * p * r) / (p + r));
    const worth = (places: number[]) =>
      places.reduce((sum, place) => sum + Math.LN2 / Math.log(place + 1), 0);
    const places = hits.map((item) => list.indexOf(item) + 1);
    const ideal = Array.from({ length: Math.min(k, relevant.size) }, (_, n) => n + 1);
    note('ndcg', worth(places) / worth(ideal));
    const precisions = places.reduce((sum, place, n) => sum + (n + 1) / place, 0);
    note('map', precisions / ideal.length);
    note('trecMap', precisions / relevant.size);
    note('mrr', hits.length === 0 ? 0 : 1 / places[0]);
    note('hitRate', Number(hits.length > 0));
    noteAuc(note, ranked, relevant, (item) => score(user, item));
    const overlaps = pairs(list).map(([a, b]) => {
      const either = new Set([...genresOf(a), ...genresOf(b)]);
      const both = genresOf(a).filter((genre) => genresOf(b).includes(genre));
      return 1 - both.length / either.size;
    });
    note('genreDiversity', mean(overlaps));
    note('latentDiversity', mean(pairs(list).map(([a, b]) => 1 - cosine(vectorOf(a), vectorOf(b)))));
    note('novelty', mean(list.map((item) => Math.log2(train.userCount / popularity(item)))));
    const expected = items
      .filter((item) => !seenBy(user).has(item))
      .sort((a, b) => popularity(b) - popularity(a))
      .slice(0, k);
    note('serendipity', hits.filter((item) => !expected.includes(item)).length / k);
    const own = [...seenBy(user)];
    note('popularityLift', mean(list.map(popularity)) / mean(own.map(popularity)) - 1);
    const liked = train.ratingsOf(user).filter(({ rating }) => rating >= relevantFrom);
    if (liked.length > 0)
      note(
        'miscalibration',
        divergence(
          liked.map(({ item }) => item),
          list,
          genresOf,
        ),
      );
  }
  const shown = (some: readonly (readonly ItemId[])[]) => new Set(some.flat()).size;
  const catalog = new Set([...train.items, ...test.items]).size;
  const exposures = [...train.items, ...[...test.items].filter((item) => !train.items.has(item))].map(
    (item) => lists.filter((list) => list.includes(item)).length,
  );
  const head = [...items].sort((a, b) => popularity(b) - popularity(a)).slice(0, Math.ceil(catalog / 5));
  const differences = exposures.flatMap((a) => exposures.map((b) => Math.abs(a - b)));
  return {
    ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, mean(values)])),
    coverage: shown(lists) / train.itemCount,
    coverage100: shown(lists.slice(0, 100)) / train.itemCount,
    // Gini's own definition: half the relative mean difference.
    gini: mean(differences) / (2 * mean(exposures)),
    tailExposure: mean(lists.flat().map((item) => Number(!head.includes(item)))),
  };
}

type Note = (name: string, value: number) => void;

function noteFaq(note: Note, k: number, rows: (readonly [predicted: number, truth: number])[]): void {
  const top = [...rows].sort(([a], [b]) => b - a).slice(0, k);
  const recommended = top.filter(([predicted]) => predicted >= 3.5);
  const good = rows.filter(([, truth]) => truth >= 3.5);
  const hits = recommended.filter(([, truth]) => truth >= 3.5).length;
  note('faqPrecision', recommended.length > 0 ? hits / recommended.length : 0);
  note('faqRecall', good.length > 0 ? hits / good.length : 0);
}

function noteAuc(
  note: Note,
  ranked: readonly ItemId[],
  relevant: ReadonlySet<ItemId>,
  score: (item: ItemId) => number,
): void {
  const others = ranked.filter((item) => !relevant.has(item));
  const won = [...relevant].flatMap((good) =>
    others.map((other) => {
      if (!ranked.includes(good)) return 0; // without a train rating: last of all
      return score(good) > score(other) ? 1 : score(good) === score(other) ? 0.5 : 0;
    }),
  );
  note('auc', mean(won));
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, n) => sum + value * y[n], 0);
  return dot(a, b) / Math.sqrt(dot(a, a)) / Math.sqrt(dot(b, b));
}

function divergence(
  liked: readonly ItemId[],
  list: readonly ItemId[],
  genresOf: (item: ItemId) => readonly string[],
): number {
  const share = (items: readonly ItemId[], genre: string) =>
    mean(items.map((item) => (genresOf(item).includes(genre) ? 1 / genresOf(item).length : 0)));
  let sum = 0;
  for (const genre of new Set(liked.flatMap(genresOf))) {
    const p = share(liked, genre);
    sum += p * (Math.log(p) - Math.log(0.99 * share(list, genre) + 0.01 * p));
  }
  return sum;
}
