import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../lib/math/random/random-state';
import { bots } from '../../lib/simulation/users/bots';
import { carryOver } from '../../lib/simulation/users/carry-over';
import { cascade } from '../../lib/simulation/users/cascade';
import type { ClickModel } from '../../lib/simulation/users/click-model';
import { crowd } from '../../lib/simulation/users/crowd';
import { fatigue } from '../../lib/simulation/users/fatigue';
import { monteCarloCtr } from '../../lib/simulation/users/monte-carlo-ctr';
import { novelty } from '../../lib/simulation/users/novelty';
import { plantedTaste } from '../../lib/simulation/users/planted-taste';
import { lookChances, positionBased } from '../../lib/simulation/users/position-based';
import { returnVisits } from '../../lib/simulation/users/return-visits';
import { scoredTaste } from '../../lib/simulation/users/scored-taste';
import { SimulatedUsers } from '../../lib/simulation/users/simulated-users';
import { TasteByRow } from '../../lib/simulation/users/taste';
import { simulateTraffic, trueCtr } from '../../lib/simulation/users/traffic';

/** Everybody likes 😀 always, b half of the time, and c never. */
const plain = () =>
  new TasteByRow(['ann', 'бен'], ['😀', 'b', 'c'], () => Object.freeze([1, 0.5, 0]) as number[]);

test('appeals are from 0 to 1; ids are looked up; a mistyped one is suggested', () => {
  const taste = plain();
  assert.equal(taste.appeal('бен', '😀'), 1);
  assert.throws(
    () => taste.appeal('anm', 'b'),
    /Taste: user must be one of the 2 known ids, got "anm"; did you mean ann\?/,
  );
  assert.throws(() => taste.appeal('ann', 'toString'), /item must be one of the 3 known ids/);
  const bad = new TasteByRow(['ann'], ['a'], () => [1.5]);
  assert.throws(() => bad.appeal('ann', 'a'), /appeals of user ann must be 1 numbers from 0 to 1, got 1.5/);
  assert.throws(() => new TasteByRow(['a', 'a'], [], () => []), /users must have each id once/);
});

test('a planted taste has the middle that was asked for, and differs by user and item', () => {
  const flat = plantedTaste({ users: 2, items: 3, eager: 0, popular: 0, personal: 0, middle: 0.2 });
  for (const user of flat.users) {
    for (const item of flat.items) assert.ok(Math.abs(flat.appeal(user, item) - 0.2) < 1e-12);
  }
  const taste = plantedTaste({ users: 300, items: 50, eager: 0.5, popular: 0.7, personal: 0.9, seed: 3 });
  const logits = taste.users.map((user) =>
    taste.items.map((item) => Math.log(taste.appeal(user, item) / (1 - taste.appeal(user, item)))),
  );
  const flatLogits = logits.flat();
  const mean = flatLogits.reduce((sum, one) => sum + one, 0) / flatLogits.length;
  const variance = flatLogits.reduce((sum, one) => sum + (one - mean) ** 2, 0) / flatLogits.length;
  // 0.5² + 0.7² + 0.9²; loose, because there are only 50 items
  assert.ok(Math.abs(Math.sqrt(variance) - Math.sqrt(1.55)) < 0.25, `${Math.sqrt(variance)}`);
  assert.deepEqual(
    plantedTaste({ seed: 1 }).appeal('u3', 'i4'),
    plantedTaste({ seed: 1 }).appeal('u3', 'i4'),
  );
  assert.throws(() => plantedTaste({ middle: 1 }), /plantedTaste: middle must be/);
});

test('a scored taste is a logistic curve of the score; no score, no appeal', () => {
  const taste = scoredTaste({
    users: ['ann'],
    items: ['a', 'b', 'c'],
    scoresOf: () => Float64Array.of(4, 4.5, Number.NaN),
    middle: 4,
    spread: 0.5,
    most: 0.6,
  });
  assert.equal(taste.appeal('ann', 'a'), 0.3);
  assert.ok(Math.abs(taste.appeal('ann', 'b') - 0.6 / (1 + Math.exp(-1))) < 1e-15);
  assert.equal(taste.appeal('ann', 'c'), 0);
  const options = { users: [], items: [], scoresOf: () => [], middle: 4 };
  assert.throws(() => scoredTaste({ ...options, spread: 0 }), /spread must be a number above 0, got 0/);
  assert.throws(() => scoredTaste({ ...options, spread: 1, most: 2 }), /most must be .* got 2/);
});

test('a crowd has the tastes of a few', () => {
  const many = crowd(plain(), 3);
  assert.deepEqual(many.users, ['ann~1', 'бен~1', 'ann~2', 'бен~2', 'ann~3', 'бен~3']);
  assert.equal(many.like('бен~2'), 'бен');
  assert.equal(many.appeal('ann~3', 'b'), 0.5);
  // Odds are multiplied by e^normal: even odds become those, and certain clicks stay certain.
  const eager = crowd(plain(), 2000, { eager: 1.5 });
  const logits = eager.users.map((user) => Math.log(eager.appeal(user, 'b') / (1 - eager.appeal(user, 'b'))));
  const mean = logits.reduce((sum, one) => sum + one, 0) / logits.length;
  const variance = logits.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logits.length;
  assert.ok(Math.abs(mean) < 0.1 && Math.abs(Math.sqrt(variance) - 1.5) < 0.07, `${mean}, ${variance}`);
  assert.equal(eager.appeal('ann~7', '😀'), 1);
  assert.equal(eager.appeal('ann~7', 'c'), 0);
  assert.throws(() => crowd(plain(), 0), /copies must be a positive whole number, got 0/);
});

/** Shares of clicks by place over many visits. */
function simulated(model: ClickModel, appeals: number[]): number[] {
  const random = new RandomState(7);
  const counts = appeals.map(() => 0);
  for (let n = 0; n < 20_000; n++) for (const place of model.click(appeals, random)) counts[place]++;
  return counts.map((count) => count / 20_000);
}

test('click models: the chances by hand, and as simulated', () => {
  const appeals = Object.freeze([0.4, 0.5, 0.8]) as number[];
  const cases: [ClickModel, number[]][] = [
    [positionBased({ bias: 1 }), [0.4, 0.25, 0.8 / 3]],
    [positionBased({ bias: 0 }), appeals],
    // The first click ends the visit.
    [cascade({ leaves: 0, leavesAfterClick: 1 }), [0.4, 0.6 * 0.5, 0.6 * 0.5 * 0.8]],
    // Looks: 1; 0.4 · 0.3 + 0.6 · 0.9 = 0.66; 0.66 · (0.5 · 0.3 + 0.5 · 0.9) = 0.396.
    [cascade(), [0.4, 0.33, 0.3168]],
  ];
  for (const [model, wanted] of cases) {
    const chances = model.chances(appeals);
    const shares = simulated(model, appeals);
    for (const [place, chance] of wanted.entries()) {
      assert.ok(Math.abs(chances[place] - chance) < 1e-12);
      assert.ok(Math.abs(shares[place] - chance) < 0.015, `place ${place}: ${shares[place]}, not ${chance}`);
    }
  }
  assert.deepEqual(lookChances(3, 1), [1, 0.5, 1 / 3]);
  assert.throws(() => positionBased({ bias: -1 }), /positionBased: bias must be/);
  assert.throws(() => cascade({ leaves: 2 }), /cascade: leaves must be/);
});

test('fatigue, novelty and carry-over, by hand', () => {
  const seen = { user: 'ann', item: 'a', arm: 'new', timesShown: 2, visits: 10, visitsOfArm: 2 };
  assert.equal(fatigue({ keeps: 0.5 })(0.8, seen), 0.2);
  const isNew = novelty({ arm: 'new', lift: 0.5, halfLife: 2 });
  assert.equal(isNew(0.4, seen), 0.5);
  assert.equal(isNew(0.4, { ...seen, arm: 'old' }), 0.4);
  const harmed = carryOver({ harmed: (user) => user === 'ann', loss: 0.5, halfLife: 10 });
  assert.ok(Math.abs(harmed(0.4, seen) - 0.3) < 1e-15);
  assert.equal(harmed(0.4, { ...seen, user: 'ben' }), 0.4);
  assert.throws(() => fatigue({ keeps: 2 }), /fatigue: keeps/);
});

test('users remember what they saw: fatigue by item, novelty by arm', () => {
  const taste = new TasteByRow(['ann'], ['a', 'b'], () => [1, 1]);
  const tired = new SimulatedUsers({
    taste,
    clicks: positionBased({ bias: 0 }),
    changes: [fatigue({ keeps: 0 })],
  });
  assert.deepEqual(tired.visit('ann', ['a']), ['a']);
  assert.deepEqual(tired.visit('ann', ['a', 'b']), ['b']);
  const arms: (readonly [string | undefined, number, number])[] = [];
  const spy = new SimulatedUsers({
    taste,
    clicks: positionBased(),
    changes: [
      (appeal, { arm, visits, visitsOfArm }) => {
        arms.push([arm, visits, visitsOfArm]);
        return appeal;
      },
    ],
  });
  for (const arm of [undefined, 'x', 'x']) spy.visit('ann', ['a'], { arm });
  assert.deepEqual(arms, [
    [undefined, 0, 0],
    ['x', 1, 0],
    ['x', 2, 1],
  ]);
});

test('a visit: seeded, refuses duplicates, and its expected clicks are exact', () => {
  const make = () => new SimulatedUsers({ taste: plantedTaste(), clicks: cascade(), seed: 5 });
  const list = Object.freeze(['i3', 'i1', 'i9']) as string[];
  const [one, other] = [make(), make()];
  const visits = Array.from({ length: 20 }, () => one.visit('u7', list));
  assert.deepEqual(
    visits,
    Array.from({ length: 20 }, () => other.visit('u7', list)),
  );
  let clicks = 0;
  for (let n = 0; n < 20_000; n++) clicks += one.visit('u7', list).length;
  assert.ok(Math.abs(clicks / 20_000 - one.expectedClicks('u7', list)) < 0.015);
  assert.throws(() => one.visit('u7', ['i1', 'i1']), /a list must have each item once/);
});

test('bots come often and click alike; the truth counts them', () => {
  const taste = plain();
  const machine = bots({ users: ['бен'], times: 20, clicks: 1 });
  const users = new SimulatedUsers({ taste, clicks: positionBased(), bots: machine });
  assert.deepEqual(users.visit('бен', ['c', 'b']), ['c', 'b']);
  assert.equal(users.expectedClicks('бен', ['c', 'b']), 2);
  const visits = returnVisits(taste.users, { perDay: 2, shape: 100 });
  const everybody = { users, visits, listOf: () => ['c', 'b'], armOf: () => 'A' };
  const log = simulateTraffic({ ...everybody, days: 200 });
  const ofBot = log.filter(({ user }) => user === 'бен').length;
  assert.ok(Math.abs(ofBot / (log.length - ofBot) / 20 - 1) < 0.25);
  const clicks = log.reduce((sum, view) => sum + view.clicks.length, 0);
  assert.ok(Math.abs(clicks / (2 * log.length) - trueCtr(everybody)) < 0.01);
  assert.throws(() => bots({ users: 'ann' }), /users must be a list of ids, got "ann"/);
});

test('return visits: rates with the mean asked for, and as many visits', () => {
  const ids = Array.from({ length: 2000 }, (_, n) => `${n}`);
  const visits = returnVisits(ids, { perDay: 0.5, seed: 1 });
  const rates = ids.map(visits.rateOf);
  assert.ok(Math.abs(rates.reduce((sum, rate) => sum + rate, 0) / ids.length - 0.5) < 0.04);
  const random = new RandomState(2);
  const count = (clicked: boolean, habit = visits) =>
    ids.reduce((sum, id) => sum + habit.visits(id, { clicked }, random), 0) / ids.length;
  assert.ok(Math.abs(count(true) - 0.5) < 0.06);
  const loyal = returnVisits(ids, { perDay: 0.5, loyalty: 1, seed: 1 });
  assert.ok(Math.abs(count(true, loyal) - 1) < 0.1);
  assert.ok(Math.abs(count(false, loyal) - 0.5) < 0.06);
});

test('traffic: the same visits whatever is shown, and a rate near the truth', () => {
  const taste = plantedTaste({ users: 400, items: 20 });
  const visits = returnVisits(taste.users, { perDay: 1 });
  const world = (list: string[]) => ({
    users: new SimulatedUsers({ taste, clicks: positionBased(), seed: 3 }),
    visits,
    days: 10,
    armOf: (user: string) => (user === 'u0' ? undefined : 'A'),
    listOf: () => list,
  });
  const [one, other] = [
    ['i1', 'i2', 'i3'],
    ['i7', 'i8', 'i9'],
  ].map((list) => simulateTraffic(world(list)));
  const who = (log: typeof one) => log.map(({ user, day }) => `${user} ${day}`);
  assert.deepEqual(who(one), who(other));
  assert.ok(!who(one).some((view) => view.startsWith('u0 ')));
  const clicks = one.reduce((sum, view) => sum + view.clicks.length, 0);
  const truth = trueCtr(world(['i1', 'i2', 'i3']));
  assert.ok(Math.abs(clicks / (3 * one.length) - truth) < 0.015);
  assert.throws(
    () => simulateTraffic({ ...world([]), days: 0 }),
    /days must be a positive whole number, got 0/,
  );
});

test('the same seed for rates, visits and clicks doesn’t tie them to each other', () => {
  // Rates and visits were once drawn from the same numbers: whoever had a high rate never came.
  const taste = plantedTaste({ users: 2000, items: 5, seed: 1 });
  const visits = returnVisits(taste.users, { perDay: 0.2, seed: 1 });
  const users = new SimulatedUsers({ taste, clicks: positionBased(), seed: 1 });
  const everybody = { users, visits, listOf: () => ['i1', 'i2'], armOf: () => 'A' };
  const log = simulateTraffic({ ...everybody, days: 1, seed: 1 });
  assert.ok(Math.abs(log.length / 2000 - 0.2) < 0.04, `${log.length} visits`);
  const clicks = log.reduce((sum, view) => sum + view.clicks.length, 0);
  assert.ok(Math.abs(clicks / (2 * log.length) - trueCtr(everybody)) < 0.03);
});

test('a Monte Carlo truth agrees with the exact one, and states its error', () => {
  const taste = plantedTaste({ users: 50, items: 10 });
  const visits = returnVisits(taste.users, { perDay: 1 });
  const world = (run: number, changes = [] as ReturnType<typeof fatigue>[]) => ({
    users: new SimulatedUsers({ taste, clicks: positionBased(), changes, seed: run }),
    visits,
    days: 7,
    seed: run,
    armOf: () => 'A',
    listOf: () => ['i1', 'i2', 'i3'],
  });
  const { ctr, standardError } = monteCarloCtr((run) => world(run), 40);
  assert.ok(Math.abs(ctr - trueCtr(world(0))) < 4 * standardError);
  assert.ok(standardError < 0.01);
  const tired = monteCarloCtr((run) => world(run, [fatigue({ keeps: 0.5 })]), 10);
  assert.ok(tired.ctr < 0.7 * ctr);
  assert.throws(
    () => monteCarloCtr((run) => world(run), 1),
    /runs must be a whole number of at least 2, got 1/,
  );
});
