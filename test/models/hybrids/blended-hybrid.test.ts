import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { BlendedHybrid } from '../../../lib/models/hybrids/blended-hybrid';
import type { MemberSpec } from '../../../lib/models/hybrids/parts/member-spec';
import { createModel } from '../../../lib/models/registry';
import { sumOfTerms } from '../../../lib/recommender/explanation';
import { circles } from '../ranking-data';

const table = circles();
const [user, item] = [userId('u3'), itemId('i5')];
const EASE: MemberSpec = { model: 'EASE', options: { reg: 20 } };
const POPULAR: MemberSpec = { model: 'MostPopular' };
const USERS: MemberSpec = { model: 'UserEASE', options: { reg: 20 } };

const standard = (scores: Float64Array) => {
  const mean = scores.reduce((sum, score) => sum + score) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return scores.map((score) => (score - mean) / Math.sqrt(squares / scores.length));
};

test('the score is the weighted mean of the members’ z-scores', async () => {
  const members = [EASE, USERS, POPULAR];
  const weights = [2, 1, 1];
  const hybrid = await new BlendedHybrid({ members, weights }).fit(table);
  const alone = await Promise.all(
    members.map(({ model, options }) => createModel(model, options).fit(table)),
  );
  const z = alone.map((model) => standard(model.scoresOf(user)));
  for (const [n, score] of hybrid.scoresOf(user).entries()) {
    assert.ok(Math.abs(score - (2 * z[0][n] + z[1][n] + z[2][n]) / 4) < 1e-9);
  }
  const { score, terms } = hybrid.explain(user, item);
  assert.ok(Math.abs(sumOfTerms(terms) - score) < 1e-9);
  const because = terms
    .filter(({ kind }) => kind !== 'hybrid')
    .map(({ kind, member }) => `${kind} ${member}`);
  assert.ok(because.includes('rating EASE') && because.includes('neighborUser UserEASE'), because.join());
});

test('without weights, all members count equally; where one has no score, the others count', async () => {
  const equal = await new BlendedHybrid({ members: [EASE, POPULAR] }).fit(table);
  const given = await new BlendedHybrid({ members: [EASE, POPULAR], weights: [3, 3] }).fit(table);
  assert.deepEqual(
    equal.scoresOf(user).map((score) => Number(score.toFixed(9))),
    given.scoresOf(user).map((score) => Number(score.toFixed(9))),
  );
  const stranger = { unknownUsers: 'popular' } as const;
  const popular = await createModel('MostPopular').fit(table);
  const z = standard(popular.scoresOf(userId('nobody'), stranger));
  for (const [n, score] of equal.scoresOf(userId('nobody'), stranger).entries())
    assert.ok(Math.abs(score - z[n]) < 1e-9);
});

test('there is a weight above 0 for each member', () => {
  for (const weights of [[1], [1, 2, 3], [1, 0], [1, -1], [1, '2'] as number[]]) {
    assert.throws(() => new BlendedHybrid({ members: [EASE, POPULAR], weights }), {
      name: 'OptionError',
      message: /^BlendedHybrid: weights must be a list of /,
    });
  }
});
