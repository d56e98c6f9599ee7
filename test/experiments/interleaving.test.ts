import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftProbability } from '../../lib/experiments/interleaving/draft-probability';
import {
  creditOf,
  fairCoin,
  preference,
  type Team,
  teamDraft,
} from '../../lib/experiments/interleaving/interleaving';
import { RandomState } from '../../lib/math/random/random-state';
import { golden, near } from '../fixtures/golden-experiments';

for (const name of ['four', 'six']) {
  test(`golden interleaving.${name}: every sequence of coins`, () => {
    const { a, b, clicks, outcomes } = golden.interleaving[name];
    for (const { coins, list, teams, credit } of outcomes) {
      let round = 0;
      const draft = teamDraft(Object.freeze(a), Object.freeze(b), {
        coin: () => coins[round++] as Team,
        k: list.length,
      });
      assert.deepEqual(draft, { items: list, teams });
      if (clicks) assert.deepEqual(creditOf(draft, clicks), { a: credit[0], b: credit[1] });
    }
  });
}

test('golden interleaving.preference', () => {
  const { winsA, winsB, ties, delta, signTestP } = golden.interleaving.preference;
  const credits = [
    ...Array(winsA).fill({ a: 2, b: 1 }),
    ...Array(winsB).fill({ a: 0, b: 1 }),
    ...Array(ties).fill({ a: 1, b: 1 }),
  ];
  const result = preference(credits);
  assert.deepEqual([result.winsA, result.winsB, result.ties], [winsA, winsB, ties]);
  near(result.delta, delta);
  near(result.p, signTestP);
  assert.deepEqual(preference([]), { winsA: 0, winsB: 0, ties: 0, delta: 0, p: 1 });
});

test('random clicks prefer neither model', () => {
  const random = new RandomState(3);
  const coin = fairCoin(random);
  const [a, b] = [
    ['a', 'b', 'c', 'd', 'e'],
    ['e', 'x', 'a', 'y', 'b'],
  ];
  const credits = Array.from({ length: 4000 }, () => {
    const draft = teamDraft(a, b, { coin });
    // The first place is clicked most.
    return creditOf(
      draft,
      draft.items.filter((_, place) => random.random() < 0.5 / (place + 1)),
    );
  });
  assert.ok(preference(credits).p > 0.01);
});

test('a list that runs out ends the draft; bad input is refused', () => {
  const coin = () => 'A' as const;
  assert.deepEqual(teamDraft(['😀', 'b'], ['😀'], { coin, k: 5 }), { items: ['😀'], teams: ['A'] });
  assert.deepEqual(teamDraft([], ['b'], { coin, k: 5 }), { items: [], teams: [] });
  assert.throws(() => teamDraft(['a', 'a'], ['b'], { coin }), /a must have each item once/);
  assert.throws(
    () => teamDraft(['a'], ['b'], { coin, k: -1 }),
    /k must be a whole number of at least 0, got -1/,
  );
});

test('the probability of a draft is the share of coins that give it', () => {
  const lists = [
    [
      ['a', 'b', 'c', 'd'],
      ['b', 'd', 'c', 'a'],
    ],
    [
      ['a', 'b', 'c', 'd'],
      ['a', 'b', 'c', 'd'],
    ],
    [
      ['a', 'b', 'c', 'd'],
      ['a', 'c', 'b', 'e'],
    ],
    [
      ['a', 'b', 'c', 'd', 'e', 'f'],
      ['u', 'v', 'w', 'x', 'y', 'z'],
    ],
    [
      ['a', 'b'],
      ['b', 'c', 'd', 'e'],
    ],
  ];
  for (const [a, b] of lists) {
    for (let k = 1; k <= 5; k++) {
      const counts = new Map<string, { items: string[]; count: number }>();
      for (let coins = 0; coins < 8; coins++) {
        let toss = 0;
        const coin = () => ((coins >> toss++) & 1 ? 'A' : 'B') as Team;
        const { items } = teamDraft(a, b, { coin, k });
        const same = counts.get(items.join()) ?? { items, count: 0 };
        counts.set(items.join(), { items, count: same.count + 1 });
      }
      for (const { items, count } of counts.values()) {
        assert.equal(draftProbability(a, b, { items, k }), count / 8, `${a} and ${b}: ${items}`);
      }
    }
  }
  assert.equal(draftProbability(['a', 'b'], ['b', 'a'], { items: ['b', 'b'] }), 0);
});
