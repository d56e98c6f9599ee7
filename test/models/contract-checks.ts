/** What every model must do, as named checks of a line of the registry. */
import assert from 'node:assert/strict';
import { LabError, OptionError } from '../../lib/core/errors';
import { itemId, userId } from '../../lib/core/ids';
import { isOnScale } from '../../lib/core/rating-scale';
import { Interactions } from '../../lib/data/table/interactions';
import { countTensors, loadTensors } from '../../lib/math/tensors/tensors';
import { modelFromJson } from '../../lib/models/model-from-json';
import type { ModelEntry } from '../../lib/models/registry';
import { CapabilityError, NotFittedError, UnknownIdError } from '../../lib/recommender/base-model';
import { isCommon, sumOfTerms, type Term } from '../../lib/recommender/explanation';
import type { FitProgress, Model, RecommendAllOptions, SimilarOptions } from '../../lib/recommender/model';
import { arrayToJson, stateFromJson } from '../../lib/recommender/saving/model-json';
import { allPairs, checkerboard, toyRatings, withToyFeatures } from './contract-data';

const toy = toyRatings();
const pairs = allPairs(toy);
const STRANGER = userId('stranger');
const OTHER_STRANGER = userId('another stranger');
const NOVELTY = itemId('novelty');

/** Models that personalize but can't see a checkerboard, and why. */
export const BLIND_TO_CHECKERBOARD: Readonly<Record<string, string>> = {
  SlopeOne: 'it knows mean differences between items, and on a checkerboard all of them are 0',
};

/** Models that can't say why. */
export const WITHOUT_REASONS: Readonly<Record<string, string>> = {
  NormalPredictor: 'its scores are drawn by lot',
};

/** A model fitted on the toy ratings, once for all checks that only ask it. */
const fitted = new Map<string, Promise<Model>>();
function fittedOnToy({ name, create }: ModelEntry): Promise<Model> {
  const model = fitted.get(name) ?? create().fit(toy);
  fitted.set(name, model);
  return model;
}

type Check = (entry: ModelEntry) => void | Promise<void>;

/** Each check by what it says; it throws where the model doesn't keep it. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'defaults construct': ({ name, create, defaults, summary }) => {
    const model = create();
    assert.equal(model.name, name);
    assert.deepEqual(model.options, defaults);
    assert.ok(Object.isFrozen(model.options) && Object.isFrozen(defaults) && Object.isFrozen(model.can));
    assert.equal(model.isFitted, false);
    assert.ok(summary.length > 10);
  },

  'an unknown option is refused, and the known ones are listed': ({ name, create, defaults }) => {
    assert.throws(
      () => create({ n_factors: 5 }),
      (error: Error) =>
        error instanceof OptionError &&
        error.message.startsWith(`${name}: `) &&
        [...Object.keys(defaults), 'n_factors'].every((option) => error.message.includes(option)),
    );
  },

  'a bad value is refused for every option, by name': ({ name, create, defaults }) => {
    for (const option of Object.keys(defaults)) {
      // A mean of start values may be below 0, and a rating where the scale starts there; all other numbers may not.
      const negative = ['initMean', 'positiveFrom'].includes(option) ? [] : [-1];
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, {}, ...negative]) {
        assert.throws(
          () => create({ [option]: bad }),
          (error: Error) =>
            error instanceof OptionError && error.message.startsWith(`${name}: ${option} must`),
          `${option}: ${String(bad)}`,
        );
      }
    }
  },

  'given options are left alone, and a later change to them does nothing': ({ create, defaults }) => {
    const given = { ...defaults };
    const model = create(given);
    for (const option of Object.keys(given)) given[option] = 'changed';
    assert.deepEqual(model.options, defaults);
    create(Object.freeze({ ...defaults }));
  },

  'refuses before fit': async ({ create }) => {
    const model = create();
    const { user, item } = toy.row(0);
    assert.throws(() => model.predict(user, item), NotFittedError);
    assert.throws(() => model.predictAll(pairs), NotFittedError);
    assert.throws(() => model.recommend(user), NotFittedError);
    assert.throws(() => model.scoresOf(user), NotFittedError);
    await assert.rejects(model.recommendAll(), NotFittedError);
    assert.throws(() => model.train, NotFittedError);
    assert.throws(() => model.similarItems(item), NotFittedError);
    assert.throws(() => model.similarUsers(user), NotFittedError);
    assert.throws(() => model.foldIn([]), NotFittedError);
  },

  'fit returns the model and leaves the data untouched': async ({ create }) => {
    const table = toyRatings();
    const before = table.toColumns();
    const model = create();
    assert.equal(await model.fit(table), model);
    answers(model);
    model.recommend(table.row(0).user);
    await model.recommendAll();
    assert.deepEqual(table.toColumns(), before);
    assert.equal(model.train, table);
  },

  'same seed, same answer': async (entry) => {
    assert.ok(entry.create().can.seeded, 'every model of this library is');
    const again = await entry.create().fit(toy);
    assert.deepEqual(answers(again), answers(await fittedOnToy(entry)));
  },

  'another seed, another answer': async ({ create, defaults }) => {
    if (!('seed' in defaults)) return;
    const one = await create({ seed: 1 }).fit(toy);
    const other = await create({ seed: 2 }).fit(toy);
    assert.notDeepEqual(answers(one).scores, answers(other).scores);
  },

  'a second fit forgets the first': async (entry) => {
    const model = await entry.create().fit(checkerboard(8));
    await model.fit(toy);
    assert.deepEqual(answers(model), answers(await fittedOnToy(entry)));
    assert.deepEqual([...model.train.items], [...toy.items]);
  },

  'the withheld diagonal of a checkerboard comes first': async ({ name, create }) => {
    const model = create();
    if (!model.can.personalizes) return;
    const board = checkerboard();
    await model.fit(board);
    let found = 0;
    for (const user of board.users) {
      const [first, second] = model.recommend(user);
      if (first.item === user.replace('u', 'i') && first.score > second.score) found++;
    }
    // An excuse must be needed: who passes loses it.
    if (name in BLIND_TO_CHECKERBOARD) assert.ok(found < board.userCount, 'needs no excuse');
    else assert.equal(found, board.userCount);
  },

  'a list is never longer than there are items, nor than k': async (entry) => {
    const model = await fittedOnToy(entry);
    const { user } = toy.row(0);
    assert.equal(model.recommend(user, { k: 1e6, filterSeen: false }).length <= toy.itemCount, true);
    assert.equal(model.recommend(user, { k: 2 }).length <= 2, true);
    for (const k of [0, -1, 1.5, Number.NaN]) assert.throws(() => model.recommend(user, { k }), OptionError);
  },

  'scores of a list do not increase, ties stand in the order of the train set': async (entry) => {
    const model = await fittedOnToy(entry);
    for (const user of toy.users) {
      const list = model.recommend(user, { k: 100 });
      assert.deepEqual(model.recommend(user, { k: 100 }), list);
      for (let n = 1; n < list.length; n++) {
        assert.ok(list[n].score <= list[n - 1].score);
        if (list[n].score < list[n - 1].score) continue;
        assert.ok(toy.items.require(list[n].item) > toy.items.require(list[n - 1].item));
      }
    }
  },

  'a shorter list is the start of a longer one': async (entry) => {
    const model = await fittedOnToy(entry);
    for (const user of toy.users) {
      const long = model.recommend(user, { k: 100, filterSeen: false });
      assert.deepEqual(model.recommend(user, { k: 3, filterSeen: false }), long.slice(0, 3));
    }
  },

  'a list has the scores of scoresOf, and each item its support': async (entry) => {
    const model = await fittedOnToy(entry);
    for (const user of toy.users) {
      const scores = model.scoresOf(user);
      assert.equal(scores.length, toy.itemCount);
      const list = model.recommend(user, { k: 100, filterSeen: false });
      assert.equal(list.length, scores.filter((score) => !Number.isNaN(score)).length);
      for (const { item, score, support } of list) {
        assert.equal(score, scores[toy.items.require(item)]);
        assert.equal(support, toy.ratingsFor(item).length);
      }
      scores.fill(0);
      assert.notDeepEqual(model.scoresOf(user), scores, 'the array is a new one each time');
    }
  },

  'scores are those that predict gives, where it rates': async (entry) => {
    const model = await fittedOnToy(entry);
    if (!model.can.rates) {
      const { user, item } = toy.row(0);
      assert.throws(() => model.predict(user, item), CapabilityError);
      assert.throws(() => model.predictAll(pairs), CapabilityError);
      return;
    }
    for (const user of toy.users) {
      const scores = model.scoresOf(user);
      for (const item of toy.items) {
        const own = scores[toy.items.require(item)];
        const { score, wasImpossible } = model.predict(user, item);
        assert.equal(wasImpossible, Number.isNaN(own), `${user} ${item}`);
        assert.ok(wasImpossible || Math.abs(score - own) < 1e-5, `${user} ${item}: ${own} is not ${score}`);
      }
    }
  },

  'the lists of all users at once are the lists one by one': async (entry) => {
    const model = await fittedOnToy(entry);
    const [first, second, ...rest] = toy.items;
    const asked: RecommendAllOptions[] = [
      {},
      { k: 3 },
      { k: 1e6, filterSeen: false },
      { among: rest },
      { without: [first, second] },
    ];
    const two = [...toy.users].slice(3, 5).reverse();
    for (const options of [...asked, { among: [] }, { users: two }]) {
      const lists = await model.recommendAll(options);
      assert.deepEqual(lists.users, [...(options.users ?? toy.users)]);
      assert.ok(lists.k <= toy.itemCount && lists.items.length === lists.users.length * lists.k);
      for (const user of lists.users) assert.deepEqual(lists.of(user), model.recommend(user, options));
      lists.items.forEach((item, at) => {
        assert.equal(item === -1, Number.isNaN(lists.scores[at]));
      });
    }
    await assert.rejects(model.recommendAll({ k: 0 }), OptionError);
    const reason = new Error('enough');
    await assert.rejects(model.recommendAll({ signal: AbortSignal.abort(reason) }), reason);
  },

  'seen items are dropped, unless asked for': async (entry) => {
    const model = await fittedOnToy(entry);
    for (const user of toy.users) {
      const seen = new Set(toy.ratingsOf(user).map(({ item }) => item));
      for (const { item } of model.recommend(user, { k: 100 })) assert.ok(!seen.has(item));
      const all = model.recommend(user, { k: 100, filterSeen: false });
      assert.ok(all.some(({ item }) => seen.has(item)));
    }
  },

  'filters are honored': async (entry) => {
    const model = await fittedOnToy(entry);
    const [user] = toy.users;
    const all = model.recommend(user, { k: 100, filterSeen: false }).map(({ item }) => item);
    const [first, second, third] = all;
    const ask = (options: object) =>
      model.recommend(user, { k: 100, filterSeen: false, ...options }).map(({ item }) => item);
    assert.deepEqual(ask({ among: [third, first, NOVELTY] }), [first, third]);
    assert.deepEqual(
      ask({ without: [second] }),
      all.filter((item) => item !== second),
    );
    assert.deepEqual(ask({ among: [first, second], without: [first] }), [second]);
    assert.deepEqual(ask({ among: [] }), []);
  },

  'unknown users and items behave as declared': async (entry) => {
    const model = await fittedOnToy(entry);
    const { user, item } = toy.row(0);
    const { unknownUsers, unknownItems, rates } = model.can;
    if (unknownUsers === 'refused') {
      assert.throws(() => model.recommend(STRANGER), UnknownIdError);
      assert.throws(() => model.scoresOf(STRANGER), UnknownIdError);
      await assert.rejects(model.recommendAll({ users: [user, STRANGER] }), UnknownIdError);
    } else {
      const everybody = { unknownUsers: 'popular' } as const;
      const list = model.recommend(STRANGER, everybody);
      assert.ok(list.length > 0);
      assert.ok(list.every(({ unknownUser }) => unknownUser === true));
      assert.deepEqual(
        (await model.recommendAll({ ...everybody, users: [user, STRANGER] })).of(STRANGER),
        list,
      );
      const scores = [STRANGER, OTHER_STRANGER].map((who) => model.scoresOf(who, everybody));
      assert.deepEqual(scores[0], scores[1], 'strangers are all alike');
      const wayOut = /unknownUsers: 'popular'/;
      assert.throws(() => model.recommend(STRANGER), wayOut, 'a mistyped id must not pass for another');
      assert.throws(() => model.scoresOf(STRANGER), wayOut);
      await assert.rejects(model.recommendAll({ users: [user, STRANGER] }), wayOut);
    }
    assert.throws(() => model.recommend(STRANGER), UnknownIdError);
    assert.ok(model.recommend(user).every((place) => !('unknownUser' in place)));
    const wrong = { unknownUsers: 'ignore' as 'error' };
    assert.throws(
      () => model.recommend(user, wrong),
      /unknownUsers must be one of error, popular, got ignore/,
    );
    if (!rates) return;
    const stranger = model.predict(STRANGER, item);
    const novelty = model.predict(user, NOVELTY);
    assert.equal(stranger.wasImpossible, unknownUsers === 'refused');
    assert.equal(novelty.wasImpossible, unknownItems === 'refused');
    for (const prediction of [stranger, novelty, model.predict(STRANGER, NOVELTY)]) {
      assert.ok(prediction.rating >= 1 && prediction.rating <= 5);
      if (!prediction.wasImpossible) continue;
      assert.equal(prediction.score, toy.mean);
      assert.match(prediction.reason ?? '', /unknown/);
    }
    assert.equal(model.predict(OTHER_STRANGER, item).score, stranger.score, 'strangers are all alike');
    assert.deepEqual([stranger.unknownUser, stranger.unknownItem], [true, undefined]);
    assert.deepEqual([novelty.unknownUser, novelty.unknownItem], [undefined, true]);
    const known = model.predict(user, item);
    assert.ok(!('unknownUser' in known) && !('unknownItem' in known));
  },

  'users and items of the vocabulary without a rating do no harm': async ({ create }) => {
    const [lonely, unseen] = [toy.row(0).user, toy.row(0).item];
    const rows = Array.from(toy, ({ user, item }, row) => (user === lonely || item === unseen ? -1 : row));
    const table = toy.select(rows.filter((row) => row >= 0));
    assert.equal(table.userCount, toy.userCount);
    const model = await create().fit(table);
    finite(answers(model));
    await model.recommendAll();
    for (const { score } of model.recommend(lonely)) assert.ok(Number.isFinite(score));
    for (const user of table.users) {
      for (const { score } of model.recommend(user, { k: 100 })) assert.ok(Number.isFinite(score));
    }
    if (!model.can.similarItems) return;
    for (const { similarity } of model.similarItems(unseen)) assert.ok(Number.isFinite(similarity));
  },

  'ratings lie inside the scale, whatever it is': async ({ create }) => {
    const scale = { min: 10, max: 12, step: 0.5 };
    const rows = Array.from(toy, ({ user, item, rating }) => [user, item, 9.5 + rating / 2] as const);
    const table = withToyFeatures(Interactions.fromRows(rows, { scale }));
    const model = await create().fit(table);
    if (!model.can.rates) return;
    const { ratings } = model.predictAll(pairs);
    for (const rating of ratings) assert.ok(isOnScale({ min: 10, max: 12 }, rating), `${rating}`);
  },

  'many pairs at once are each pair alone, in any vocabulary': async (entry) => {
    const model = await fittedOnToy(entry);
    if (!model.can.rates) return;
    const rows = [...Array.from(pairs).reverse(), { user: STRANGER, item: NOVELTY }];
    const table = Interactions.fromRows(
      rows.map(({ user, item }) => [user, item, 1] as const),
      { scale: toy.scale },
    );
    const { ratings, scores, impossible } = model.predictAll(table);
    rows.forEach(({ user, item }, row) => {
      const one = model.predict(user, item);
      assert.deepEqual(
        [ratings[row], scores[row], impossible[row] === 1],
        [one.rating, one.score, one.wasImpossible],
        `${user} ${item}`,
      );
    });
  },

  'a visitor is answered, and the model stays as it was': async (entry) => {
    const model = await fittedOnToy(entry);
    const { user } = toy.row(0);
    const rated = toy.ratingsOf(user);
    if (!model.can.foldsIn) {
      assert.throws(() => model.foldIn(rated), CapabilityError);
      return;
    }
    const before = answers(model);
    const visitor = model.foldIn([...rated, { item: NOVELTY, rating: 3 }]);
    assert.deepEqual(visitor.profile.ignored, [NOVELTY]);
    assert.equal(visitor.profile.user, undefined);
    const scores = visitor.scoresOf();
    assert.ok(scores.some(Number.isFinite));
    const list = visitor.recommend({ k: 100 });
    const seen = new Set(rated.map(({ item }) => item));
    assert.ok(list.length > 0 && list.every(({ item }) => !seen.has(item)));
    for (const { item, score } of list) assert.equal(score, scores[toy.items.require(item)]);
    assert.ok(visitor.recommend({ k: 100, filterSeen: false }).length > list.length);
    assert.deepEqual(visitor.recommend({ among: [] }), []);
    assert.throws(() => visitor.recommend({ k: 0 }), OptionError);
    if (model.can.rates) {
      for (const item of [...toy.items, NOVELTY]) {
        const { rating, score, wasImpossible } = visitor.predict(item);
        const own = scores[toy.items.indexOf(item) ?? -1];
        assert.ok(rating >= 1 && rating <= 5);
        if (item === NOVELTY) assert.equal(wasImpossible, model.can.unknownItems === 'refused');
        else assert.deepEqual([wasImpossible, wasImpossible || score === own], [Number.isNaN(own), true]);
      }
    } else {
      assert.throws(() => visitor.predict(rated[0].item), CapabilityError);
    }
    // Other ratings, other answers; the later of two ratings of an item counts.
    const inverse = rated.map(({ item, rating }) => ({ item, rating: 6 - rating }));
    assert.notDeepEqual(model.foldIn(inverse).scoresOf(), scores);
    assert.deepEqual(model.foldIn([...inverse, ...rated]).scoresOf(), scores);
    assert.deepEqual(answers(model), before);
  },

  'new ratings of a known user are added to the old ones': async (entry) => {
    const model = await fittedOnToy(entry);
    if (!model.can.foldsIn) return;
    const { user } = toy.row(0);
    const old = model.foldIn([], { user });
    assert.equal(old.profile.user, toy.users.indexOf(user));
    assert.deepEqual(
      [...old.profile.items],
      toy.ratingsOf(user).map(({ item }) => toy.items.indexOf(item)),
    );
    const [{ item }] = old.recommend();
    const more = model.foldIn([{ item, rating: 1 }], { user });
    assert.equal(more.profile.items.length, old.profile.items.length + 1);
    assert.ok(more.recommend({ k: 100 }).every((place) => place.item !== item));
    assert.throws(() => model.foldIn([], { user: STRANGER }), UnknownIdError);
  },

  'a visitor without a rating is as an unknown user; a bad rating is refused': async (entry) => {
    const model = await fittedOnToy(entry);
    if (!model.can.foldsIn) return;
    for (const nothing of [[], [{ item: NOVELTY, rating: 3 }]]) {
      if (model.can.unknownUsers === 'refused') assert.throws(() => model.foldIn(nothing), OptionError);
      else
        assert.deepEqual(
          model.foldIn(nothing).scoresOf(),
          model.scoresOf(STRANGER, { unknownUsers: 'popular' }),
        );
    }
    const { item } = toy.row(0);
    for (const rating of [0, 6, Number.NaN]) {
      assert.throws(() => model.foldIn([{ item, rating }]), {
        name: 'OptionError',
        message: /rating of item/,
      });
    }
  },

  'the withheld diagonal of a checkerboard comes first for a visitor too': async ({ name, create }) => {
    const model = create();
    if (!model.can.foldsIn || name in BLIND_TO_CHECKERBOARD) return;
    const board = checkerboard();
    const visitors = [...board.users].filter((_, n) => n % 8 === 0);
    const rows = Array.from({ length: board.length }, (_, row) => row);
    await model.fit(board.select(rows.filter((row) => !visitors.includes(board.row(row).user))));
    for (const user of visitors) {
      const [first, second] = model.foldIn(board.ratingsOf(user)).recommend();
      assert.equal(first.item, user.replace('u', 'i'));
      assert.ok(first.score > second.score);
    }
  },

  'similar items exclude the item itself, are sorted, and say what they rest on': async (entry) => {
    const model = await fittedOnToy(entry);
    if (!model.can.similarItems) {
      assert.throws(() => model.similarItems(toy.row(0).item), CapabilityError);
      return;
    }
    for (const item of toy.items) {
      const raters = new Set(toy.ratingsFor(item).map(({ user }) => user));
      const similar = model.similarItems(item, { k: 100 });
      assert.ok(similar.every((other) => other.item !== item));
      sorted(similar, toy.itemCount);
      for (const place of similar) {
        const others = toy.ratingsFor(place.item);
        assert.equal(place.popularity, others.length);
        assert.equal(place.support, others.filter(({ user }) => raters.has(user)).length);
      }
      supported(similar, (options) => model.similarItems(item, options));
    }
    assert.throws(() => model.similarItems(NOVELTY), UnknownIdError);
    for (const bad of [{ k: 0 }, { minSupport: -1 }, { minSupport: 0.5 }, { shrinkage: -1 }]) {
      assert.throws(() => model.similarItems(toy.row(0).item, bad), OptionError);
    }
  },

  'similar users exclude the user, are sorted, and say what they rest on': async (entry) => {
    const model = await fittedOnToy(entry);
    if (!model.can.similarUsers) {
      assert.throws(() => model.similarUsers(toy.row(0).user), CapabilityError);
      return;
    }
    for (const user of toy.users) {
      const rated = new Set(toy.ratingsOf(user).map(({ item }) => item));
      const similar = model.similarUsers(user, { k: 100 });
      assert.ok(similar.every((other) => other.user !== user));
      sorted(similar, toy.userCount);
      for (const place of similar) {
        const others = toy.ratingsOf(place.user);
        assert.equal(place.ratings, others.length);
        assert.equal(place.support, others.filter(({ item }) => rated.has(item)).length);
      }
      supported(similar, (options) => model.similarUsers(user, options));
    }
    assert.throws(() => model.similarUsers(STRANGER), UnknownIdError);
  },

  'the terms of an explanation add up to the score': async (entry) => {
    const model = await fittedOnToy(entry);
    const { user, item } = toy.row(0);
    if (!model.can.explains) {
      assert.throws(() => model.explain(user, item), CapabilityError);
      return;
    }
    for (const one of toy.users) {
      const scores = model.scoresOf(one);
      for (const [index, of] of [...toy.items].entries()) {
        const { score, terms, wasImpossible } = model.explain(one, of);
        if (wasImpossible) {
          assert.ok(Number.isNaN(scores[index]));
          assert.deepEqual(terms, model.can.rates ? [{ kind: 'mean', value: toy.mean }] : []);
        } else {
          addsUp(sumOfTerms(terms), score, 1e-9);
          addsUp(sumOfTerms(terms), scores[index], 1e-6);
          wellFormed(terms);
        }
      }
    }
  },

  'an explanation of an unknown user or item adds up to what is predicted': async (entry) => {
    const model = await fittedOnToy(entry);
    if (!model.can.explains) return;
    const { user, item } = toy.row(0);
    for (const [one, of] of [
      [STRANGER, item],
      [user, NOVELTY],
      [STRANGER, NOVELTY],
    ] as const) {
      const explanation = model.explain(one, of);
      if (model.can.rates) {
        const prediction = model.predict(one, of);
        assert.equal(explanation.wasImpossible, prediction.wasImpossible);
        assert.equal(explanation.reason, prediction.reason);
        addsUp(sumOfTerms(explanation.terms), prediction.score, 1e-9);
      } else if (Number.isNaN(explanation.score)) {
        assert.deepEqual(explanation.terms, []);
      } else {
        addsUp(sumOfTerms(explanation.terms), explanation.score, 1e-9);
      }
    }
  },

  'the terms of a visitor add up to the score as well as 32 bits allow, and name what was rated': async (
    entry,
  ) => {
    const model = await fittedOnToy(entry);
    if (!model.can.foldsIn || !model.can.explains) return;
    const ratings = toy.ratingsOf(toy.row(0).user);
    const visitors = [model.foldIn(ratings)];
    if (model.can.unknownUsers === 'unpersonalized') visitors.push(model.foldIn([]));
    for (const visitor of visitors) {
      assert.ok(visitor.explains);
      const scores = visitor.scoresOf();
      for (const [index, item] of [...toy.items].entries()) {
        const { score, terms } = visitor.explain(item);
        assert.equal(score, scores[index]);
        addsUp(sumOfTerms(terms), score, 1e-5);
        wellFormed(terms);
        for (const term of terms.filter(({ kind }) => kind === 'rating')) {
          assert.equal(term.rating, ratings.find((rating) => rating.item === term.item)?.rating);
        }
      }
      assert.throws(() => visitor.explain(NOVELTY), OptionError);
    }
  },

  'a fitted model comes back from JSON the same': async (entry) => {
    const model = await fittedOnToy(entry);
    const text = JSON.stringify(model);
    const back = modelFromJson(JSON.parse(text), [entry]);
    assert.deepEqual(back.options, model.options);
    assert.deepEqual(answers(back), answers(model));
    const [user] = toy.users;
    assert.deepEqual(back.recommend(user), model.recommend(user));
    if (model.can.similarItems) {
      assert.deepEqual(back.similarItems(toy.row(0).item), model.similarItems(toy.row(0).item));
    }
    if (model.can.explains) {
      for (const item of toy.items) assert.deepEqual(back.explain(user, item), model.explain(user, item));
    }
    assert.equal(JSON.stringify(back), text);
    await back.fit(checkerboard(8)); // and can be taught anew
  },

  'an unfitted model comes back from JSON the same': (entry) => {
    const back = modelFromJson(JSON.parse(JSON.stringify(entry.create())), [entry]);
    assert.equal(back.isFitted, false);
    assert.deepEqual(back.options, entry.defaults);
  },

  'JSON of a newer version, or with an option that is not known, is refused': async (entry) => {
    const json = JSON.parse(JSON.stringify(await fittedOnToy(entry)));
    const altered = (change: object) => () => modelFromJson({ ...json, ...change }, [entry]);
    assert.throws(altered({ version: 2 }), { name: 'DataError', message: /version must be 1, got 2/ });
    assert.throws(altered({ options: { ...json.options, later: 1 } }), {
      name: 'DataError',
      message: /later/,
    });
    assert.throws(altered({ train: null }), { name: 'DataError', message: /train must be an object/ });
    assert.throws(altered({ state: null }), { name: 'DataError', message: /state must be an object/ });
  },

  'JSON with an array of the state cut short, too long or gone is refused by name': async (entry) => {
    const json = JSON.parse(JSON.stringify(await fittedOnToy(entry)));
    for (const [name, value] of Object.entries(stateFromJson(json.state))) {
      if (!ArrayBuffer.isView(value)) continue;
      const longer = new (value.constructor as Float64ArrayConstructor)(value.length + 1);
      const damages = [arrayToJson(longer), undefined];
      if (value.length > 0) damages.push(arrayToJson(value.slice(1)));
      for (const damage of damages) {
        const state = { ...json.state, [name]: damage };
        assert.throws(() => modelFromJson({ ...json, state }, [entry]), {
          name: 'DataError',
          message: new RegExp(`state\\.${name} .*must be an array of `),
        });
      }
    }
  },

  'two fits leave no tensor behind': async ({ create }) => {
    await loadTensors();
    const before = countTensors();
    const model = await create().fit(toy);
    await model.fit(toy);
    answers(model);
    model.recommend(toy.row(0).user);
    await model.recommendAll();
    assert.equal(countTensors(), before);
  },

  'progress counts every epoch': async ({ create, defaults }) => {
    if (!('epochs' in defaults)) return;
    const epochs = 3;
    const seen: FitProgress[] = [];
    const model = create({ epochs });
    await model.fit(toy, { onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(
      seen.map(({ step, steps, model: name }) => [name, step, steps]),
      [1, 2, 3].map((step) => [model.name, step, epochs]),
    );
  },

  'an abort between two epochs ends the fit, and the model is not fitted': async ({ create, defaults }) => {
    if (!('epochs' in defaults)) return;
    await loadTensors();
    const before = countTensors();
    const model = await create({ epochs: 50 }).fit(toy);
    const stop = new AbortController();
    const reason = new Error('enough');
    const fit = model.fit(toy, {
      signal: stop.signal,
      onProgress: ({ step }) => (step === 2 ? stop.abort(reason) : assert.ok(step < 2, 'went on')),
    });
    await assert.rejects(fit, reason);
    assert.equal(model.isFitted, false);
    assert.equal(countTensors(), before);
  },

  'an aborted signal is respected from the start': async ({ create }) => {
    const reason = new Error('enough');
    await assert.rejects(create().fit(toy, { signal: AbortSignal.abort(reason) }), reason);
  },

  'poor data works or is a clear error': async ({ create }) => {
    const poor: Record<string, (readonly [string, string, number])[]> = {
      'one rating': [['a', 'x', 3]],
      'one user': [
        ['a', 'x', 3],
        ['a', 'y', 5],
        ['a', 'z', 1],
      ],
      'one item': [
        ['a', 'x', 3],
        ['b', 'x', 5],
        ['c', 'x', 1],
      ],
      'all equal': [
        ['a', 'x', 3],
        ['b', 'x', 3],
        ['b', 'y', 3],
        ['c', 'y', 3],
      ],
      'nothing in common': [
        ['a', 'x', 1],
        ['b', 'y', 5],
        ['c', 'z', 3],
      ],
    };
    for (const [what, rows] of Object.entries(poor)) {
      const table = withToyFeatures(Interactions.fromRows(rows, { scale: toy.scale }));
      try {
        const model = await create().fit(table);
        finite(answers(model, allPairs(table)), what);
        finite(answers(model), what);
        for (const user of table.users) model.recommend(user);
        await model.recommendAll();
        for (const item of model.can.similarItems ? table.items : []) {
          for (const { similarity } of model.similarItems(item)) assert.ok(Number.isFinite(similarity), what);
        }
      } catch (error) {
        if (error instanceof assert.AssertionError || !(error instanceof LabError)) throw error;
      }
    }
  },
};

/** Each term names what it is of and nothing twice, what holds for many pairs first, then the greatest first. */
function wellFormed(terms: readonly Term[]): void {
  const references = {
    neighborUser: 'user',
    rating: 'item',
    feature: 'feature',
    taste: 'feature',
    factor: 'factor',
  };
  const names = terms.map((term) => {
    const reference = references[term.kind as keyof typeof references] as keyof Term | undefined;
    if (reference) assert.notEqual(term[reference], undefined, `${term.kind} without ${reference}`);
    return JSON.stringify([term.kind, reference && term[reference], term.member]);
  });
  assert.deepEqual([...new Set(names)], names);
  const first = terms.findIndex((term) => !isCommon(term));
  const own = first === -1 ? [] : terms.slice(first);
  assert.ok(
    own.every(
      (term, n) => !isCommon(term) && Math.abs(term.value) <= Math.abs(own[n - 1]?.value ?? Infinity),
    ),
  );
}

/** Relative, and absolute below 1. */
function addsUp(sum: number, score: number, tolerance: number): void {
  assert.ok(Math.abs(sum - score) <= tolerance * Math.max(1, Math.abs(score)), `${sum} is not ${score}`);
}

type Similar = readonly { readonly similarity: number; readonly support: number }[];

function sorted(list: Similar, count: number): void {
  assert.ok(list.length < count);
  list.forEach(({ similarity }, n) => {
    assert.ok(similarity >= -1 - 1e-6 && similarity <= 1 + 1e-6, `${similarity}`);
    assert.ok(n === 0 || similarity <= list[n - 1].similarity);
  });
}

/** What `minSupport` and `shrinkage` make of a whole list. */
function supported(list: Similar, ask: (options: SimilarOptions) => Similar): void {
  assert.deepEqual(
    ask({ k: 100, minSupport: 4 }),
    list.filter(({ support }) => support >= 4),
  );
  assert.deepEqual(ask({ k: 2 }), list.slice(0, 2));
  const shrunk = new Map(ask({ k: 100, shrinkage: 3 }).map((place) => [nameOf(place), place.similarity]));
  assert.equal(shrunk.size, list.length);
  for (const place of list) {
    const n = Math.max(1, place.support);
    const expected = (place.similarity * (n - 1)) / (n - 1 + 3);
    assert.ok(Math.abs((shrunk.get(nameOf(place)) as number) - expected) < 1e-12);
  }
}

function nameOf(place: object): unknown {
  return 'item' in place ? place.item : (place as { user?: unknown }).user;
}

/** All that a model says of users and items: scores of its train set, and ratings of the pairs if it rates. */
function answers(model: Model, of = pairs): { scores: number[]; ratings: readonly number[] } {
  const scores = [...model.train.users].flatMap((user) => [...model.scoresOf(user)]);
  if (!model.can.rates) return { scores, ratings: [] };
  const predictions = model.predictAll(of);
  return {
    scores: [...scores, ...predictions.scores, ...predictions.impossible],
    ratings: [...predictions.ratings],
  };
}

function finite({ ratings, scores }: ReturnType<typeof answers>, what = ''): void {
  assert.ok(
    ratings.every((rating) => rating >= 1 && rating <= 5),
    `${what}: ${ratings}`,
  );
  const infinite = scores.filter((score) => !Number.isFinite(score) && !Number.isNaN(score));
  assert.deepEqual(infinite, [], what);
}
