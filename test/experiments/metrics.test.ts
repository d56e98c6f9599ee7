import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ratioMetric } from '../../lib/experiments/means/ratio-metric';
import { clicksByUser } from '../../lib/experiments/metrics/clicks-by-user';
import { conversion } from '../../lib/experiments/metrics/conversion';
import { impressionsOf } from '../../lib/experiments/metrics/impression';
import { lookRates } from '../../lib/experiments/metrics/look-rates';
import { positionCorrectedCtr } from '../../lib/experiments/metrics/position-corrected-ctr';
import { RandomState } from '../../lib/math/random/random-state';
import { lookChances, positionBased } from '../../lib/simulation/users/position-based';

const lists = Object.freeze([
  { user: 'ann', items: ['a', 'b'], clicks: ['a'] },
  { user: 'бен', items: ['b', 'a'], clicks: [] },
  { user: 'ann', items: ['b', 'a'], clicks: ['a', 'b'] },
]);

test('clicks by user, by hand', () => {
  const { users, clicks, shown } = clicksByUser(lists);
  assert.deepEqual(
    [users, [...clicks], [...shown]],
    [
      ['ann', 'бен'],
      [3, 0],
      [4, 2],
    ],
  );
});

test('position-corrected CTR: clicks per look, with the user as the unit', () => {
  const looks = [1, 0.5];
  const corrected = positionCorrectedCtr(impressionsOf(lists), looks);
  assert.equal(corrected.mean, 3 / 4.5); // 3 clicks, 3 lists with 1.5 looks each
  assert.equal(corrected.variance, ratioMetric([3, 0], [3, 1.5]).variance);
  assert.equal(corrected.n, 2);
  // Without a bias, it is the plain rate.
  const { clicks, shown } = clicksByUser(lists);
  assert.equal(positionCorrectedCtr(impressionsOf(lists), [1, 1]).mean, ratioMetric(clicks, shown).mean);
  assert.throws(
    () => positionCorrectedCtr(impressionsOf(lists), [1]),
    /looks must have a number for each place, got 1 and place 1/,
  );
  assert.throws(
    () => positionCorrectedCtr(impressionsOf(lists), [1, 0]),
    /looks must be numbers above 0, got 0/,
  );
});

test('looks are found from shuffled lists, and then undo the bias of one order', () => {
  const random = new RandomState(1);
  const items = ['a', 'b', 'c', 'd'];
  const appeal: Record<string, number> = { a: 0.6, b: 0.5, c: 0.3, d: 0.2 };
  const model = positionBased({ bias: 1 });
  const visit = (order: string[], n: number) => {
    const places = model.click(
      order.map((item) => appeal[item]),
      random,
    );
    return { user: `${n % 200}`, items: order, clicks: places.map((place) => order[place]) };
  };
  const shuffled = Array.from({ length: 10_000 }, (_, n) => {
    const order = [...items];
    random.shuffle(order);
    return visit(order, n);
  });
  const looks = lookRates(impressionsOf(shuffled));
  for (const [place, look] of lookChances(4, 1).entries()) {
    assert.ok(Math.abs(looks[place] - look) < 0.06, `place ${place}: ${looks[place]}`);
  }
  // The worst item on top: its plain rate is the highest, its corrected one the lowest.
  const turned = Array.from({ length: 10_000 }, (_, n) => visit(['d', 'c', 'b', 'a'], n));
  const all = [...impressionsOf(turned)];
  const of = (item: string) => all.filter((one) => one.item === item);
  const plain = (item: string) => of(item).filter(({ clicked }) => clicked).length / of(item).length;
  assert.ok(plain('d') > plain('a'));
  for (const item of items) {
    const { mean } = positionCorrectedCtr(of(item), lookChances(4, 1));
    assert.ok(Math.abs(mean - appeal[item]) < 0.04, `${item}: ${mean}`);
  }
  assert.throws(
    () => lookRates([{ user: 'a', item: 'b', place: 1, clicked: true }]),
    /place 0 must have clicks, got none/,
  );
});

test('conversion to a good rating, by hand', () => {
  const shown = [
    { user: 'ann', items: ['a', 'b'], time: 10 },
    { user: 'ann', items: ['a'], time: 20 },
    { user: 'ben', items: ['a'], time: 10 },
    { user: 'cleo', items: ['a'], time: 10 },
    { user: 'dan', items: ['a'], time: 10 },
    { user: 'eve', items: ['a'], time: 10 },
  ];
  const rated = (user: string, item: string, rating: number, time: number) => ({ user, item, rating, time });
  const ratings = [
    rated('ann', 'b', 4, 12),
    rated('ann', 'a', 5, 15), // counts once
    rated('ben', 'x', 5, 12), // wasn't shown
    rated('cleo', 'a', 5, 9), // before it was shown
    rated('dan', 'a', 2, 14), // took the 5 back; late events come in any order
    rated('dan', 'a', 5, 12),
    rated('eve', 'a', 3.5, 12),
    rated('nobody', 'a', 5, 12),
  ];
  assert.deepEqual(conversion(shown, ratings), { successes: 1, trials: 5 });
  assert.deepEqual(conversion(shown, ratings, { from: 3.5 }), { successes: 2, trials: 5 });
  assert.deepEqual(conversion(shown, ratings, { within: 1 }), { successes: 0, trials: 5 });
  assert.deepEqual(conversion([], ratings), { successes: 0, trials: 0 });
});
