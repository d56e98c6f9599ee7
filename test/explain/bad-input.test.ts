/** What a caller in JavaScript can get wrong: each is answered with the function, the field, and what is allowed. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as explain from '../../lib/explain/explain';
import * as lists from '../../lib/lists/lists';
import { EASE } from '../../lib/models/models';
import { toyRatings } from '../../lib/testing/toy-ratings';

// biome-ignore lint/suspicious/noExplicitAny: these calls are wrong on purpose
type Anything = any;
const all: Readonly<Record<string, Anything>> = { ...explain, ...lists };

const model = new EASE();
const titleOf = explain.titlesOf([]);
const distance = () => 0.5;
let [user, item, than]: Anything[] = [];
let [explanation, contrast, counterfactual, top]: Anything[] = [];

before(async () => {
  await model.fit(toyRatings());
  user = model.summary.users.idOf(0 as Anything);
  [item, than] = model.recommend(user, { k: 2 }).map((place) => place.item);
  explanation = model.explain(user, item);
  contrast = explain.contrast(model, user, item, than);
  [counterfactual] = explain.counterfactuals(model, user, item);
  top = await model.recommendAll({ k: 4 });
});

const CASES: readonly (readonly [name: string, args: () => readonly unknown[], message: string])[] = [
  ['contrast', () => [null], 'model must be a model, such as new SVD(), got null'],
  [
    'contrastOf',
    () => [explanation],
    'explanation must be an explanation, as model.explain returns it, got un',
  ],
  [
    'contrastInWords',
    () => [explanation, titleOf],
    'contrast must be a contrast, as contrast returns it, got {',
  ],
  [
    'contrastInWords',
    () => [contrast],
    'titleOf must be a function from an item to its title, such as titlesOf(',
  ],
  [
    'contrastInWords',
    () => [contrast, titleOf, { reason: 2 }],
    'there is no option reason; the options are re',
  ],
  [
    'counterfactualInWords',
    () => [[counterfactual], titleOf],
    'counterfactual must be one of the results of',
  ],
  ['counterfactualInWords', () => [counterfactual, []], 'titleOf must be a function'],
  ['counterfactuals', () => [undefined, user, item], 'model must be a model'],
  [
    'counterfactuals',
    () => [model, 7, item],
    'who must be the id of a user, as userId makes it, or a list of rat',
  ],
  ['counterfactuals', () => [model, user, item, null], 'options must be an object'],
  [
    'counterfactuals',
    () => [model, user, item, { atempts: 3 }],
    'there is no option atempts; the options are k',
  ],
  [
    'inWords',
    () => [[explanation], titleOf],
    'explanation must be an explanation, as model.explain returns it',
  ],
  ['inWords', () => [explanation, [{ id: '1', title: 'Heat' }]], 'titleOf must be a function'],
  [
    'inWords',
    () => [explanation, titleOf, { reasons: -1 }],
    'reasons must be a positive whole number, got -1',
  ],
  ['sumOfTerms', () => [explanation], 'terms must be a list, got {'],
  ['titlesOf', () => ['films.csv'], 'films must be a list or another iterable, got "films.csv"'],
  [
    'genreDistance',
    () => [undefined],
    'films must be a list of films, or a function from an item to its genres',
  ],
  ['modelDistance', () => ['EASE'], 'model must be a model, such as new SVD(), got "EASE"'],
  ['rerank', () => [top, { lambda: 1, distance }], 'candidates must be a list, got '],
  [
    'rerank',
    () => [[], { lambda: 1, distance: 'genres' }],
    'distance must be a function of two items, such as',
  ],
  [
    'rerank',
    () => [[], { lambda: 1, distance, n: 3 }],
    'there is no option n; the options are lambda, distan',
  ],
  [
    'rerankLists',
    () => [[], { lambda: 1, distance }],
    'candidates must be the lists that recommendAll returns',
  ],
  ['rerankLists', () => [top], 'the options must be an object with lambda and distance'],
  ['rerankLists', () => [top, { lambda: 1, distance, k: 0 }], 'k must be a positive whole number, got 0'],
];

describe('a wrong argument is named', () => {
  for (const [name, args, message] of CASES) {
    test(`${name}: ${message}`, () => {
      assert.throws(
        () => all[name](...args()),
        (error: Error) => {
          assert.equal(error.name, 'OptionError', error.stack);
          assert.ok(error.message.startsWith(`${name}: ${message}`), error.message);
          return true;
        },
      );
    });
  }
});
