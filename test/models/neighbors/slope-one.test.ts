import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import { SlopeOne } from '../../../lib/models/neighbors/slope-one';
import { golden, goldenTables } from '../../fixtures/golden';

const { train, test: pairs } = goldenTables();

test("predictions are Surprise's", async () => {
  const reference = golden().algorithms.find(({ name }) => name === 'SlopeOne');
  assert.ok(reference);
  const { ratings, impossible } = (await new SlopeOne().fit(train)).predictAll(pairs);
  reference.predictions.forEach((expected, row) => {
    assert.ok(Math.abs(ratings[row] - expected) < 1e-10, `row ${row}: ${ratings[row]}, not ${expected}`);
    assert.equal(impossible[row] === 1, reference.impossible[row], `row ${row}`);
  });
});

test('worked by hand, with half stars', async () => {
  // Lemire's example: John A 5, B 3, C 2; Mark A 3, B 4; Lucy B 2, C 5. dev(A, B) = 0.5, dev(A, C) = 3.
  const table = Interactions.fromRows([
    ['John', 'A', 5],
    ['John', 'B', 3],
    ['John', 'C', 2],
    ['Mark', 'A', 3],
    ['Mark', 'B', 4],
    ['Lucy', 'B', 2],
    ['Lucy', 'C', 5],
  ]);
  const model = await new SlopeOne().fit(table);
  assert.equal(model.predict(userId('Lucy'), itemId('A')).score, 3.5 + (0.5 + 3) / 2);
  const halves = Interactions.fromRows(
    [
      ['a', 'x', 4.5],
      ['a', 'y', 3],
      ['b', 'y', 2.5],
    ],
    { scale: { min: 0.5, max: 5, step: 0.5 } },
  );
  assert.equal((await new SlopeOne().fit(halves)).predict(userId('b'), itemId('x')).score, 2.5 + 1.5);
});

test('without an item that anybody rated together with it: the mean of the user', async () => {
  const table = Interactions.fromRows([
    ['a', 'x', 5],
    ['a', 'y', 4],
    ['b', 'z', 1],
  ]);
  const model = await new SlopeOne().fit(table);
  assert.deepEqual(model.predict(userId('a'), itemId('z')), {
    user: 'a',
    item: 'z',
    rating: 4.5,
    score: 4.5,
    wasImpossible: false,
  });
  assert.equal(model.predict(userId('nobody'), itemId('x')).reason, 'the user is unknown');
  const kept = await new SlopeOne().fit(table.select([0, 1]));
  assert.equal(kept.predict(userId('a'), itemId('z')).reason, 'the item is unknown', 'known by name only');
  assert.equal(kept.predict(userId('b'), itemId('x')).reason, 'the user is unknown');
});

test('random small data: the same as the formula, term by term', async () => {
  for (let seed = 0; seed < 5; seed++) {
    const random = new RandomState(seed);
    const rows: (readonly [string, string, number])[] = [];
    for (let u = 0; u < 8; u++) {
      for (let i = 0; i < 7; i++)
        if (random.random() < 0.4) rows.push([`u${u}`, `i${i}`, 1 + random.interval(4)]);
    }
    const table = Interactions.fromRows(rows);
    const model = await new SlopeOne().fit(table);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const of = (u: string, i: string) => rows.find(([user, item]) => user === u && item === i)?.[2];
    for (const user of table.users) {
      for (const item of table.items) {
        const mine = rows.filter(([u]) => u === user);
        const deviations = mine.flatMap(([, j]) => {
          const both = [...table.users].flatMap((v) => {
            const [a, b] = [of(v, item), of(v, j)];
            return a === undefined || b === undefined ? [] : [a - b];
          });
          return both.length === 0 ? [] : [mean(both)];
        });
        const expected = mean(mine.map(([, , r]) => r)) + (deviations.length === 0 ? 0 : mean(deviations));
        const { score } = model.predict(user, item);
        assert.ok(Math.abs(score - expected) < 1e-12, `${seed} ${user} ${item}: ${score}, not ${expected}`);
      }
    }
  }
});

test('too many items for the memory allowed are refused, with what to do', async () => {
  await assert.rejects(new SlopeOne({ maxMegabytes: 0.02 }).fit(train), {
    code: 'OPTION',
    message: /^SlopeOne: the deviations of 60 items take 1 MB, but maxMegabytes is 0.02; raise it/,
  });
});
