/** `experiment.json`: what is refused, in which words, and what may change. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { Allocation } from '../../../lib/service/experiments/allocation';
import { checkChange } from '../../../lib/service/experiments/check-change';
import { phaseOf } from '../../../lib/service/experiments/definition';
import { checkDefinition, readDefinition } from '../../../lib/service/experiments/read-definition';
import { temporaryFolder } from '../serve-toy';

const GOOD = {
  name: 'one-or-two',
  salt: 'one-or-two 2026-12',
  arms: [
    { name: 'one', weight: 1 },
    { name: 'two', model: 'models/two', weight: 3 },
  ],
};

test('defaults; the given object stays as it is', () => {
  const given = structuredClone(GOOD);
  const { name: _, salt: __, arms, ...defaults } = checkDefinition(given);
  assert.deepEqual(given, GOOD);
  assert.deepEqual(arms, GOOD.arms);
  assert.deepEqual(defaults, {
    interleaving: null,
    shadow: [],
    traffic: 1,
    holdout: 0,
    excludeUsers: [],
    start: null,
    end: null,
    metrics: ['ctrByUser', 'ctrByImpression', 'ctrByLook', 'conversion'],
    worthwhile: 0.01,
    guardrails: [],
    looks: null,
    joinMinutes: 60,
    expectedUsers: 5000,
    minimumUsers: 200,
  });
});

const [one, two] = GOOD.arms;
const refused: [string, object, RegExp][] = [
  ['a missing field', { salt: undefined }, /^experiment: salt is missing$/],
  ['a missing field of an arm', { arms: [{ name: 'one' }, two] }, /arms\.0\.weight is missing/],
  ['a misspelled field', { trafic: 0.5 }, /there is no field trafic$/],
  ['one inside', { arms: [one, { ...two, wieght: 1 }] }, /there is no field arms\.1\.wieght$/],
  [
    'a name that is no folder',
    { name: '../x' },
    /name must be a name of lower-case letters, digits and hyphens, got "\.\.\/x"/,
  ],
  ['a salt with a colon', { salt: 'a:b' }, /salt must be a string without a colon, got "a:b"/],
  ['half a character', { salt: '\ud800' }, /salt must match format "well-formed", got "\\ud800"/],
  ['a negative weight', { arms: [one, { ...two, weight: -1 }] }, /arms\.1\.weight must be >= 0, got -1/],
  [
    'a weight of null, as NaN becomes',
    { arms: [one, { ...two, weight: null }] },
    /arms\.1\.weight must be number, got null/,
  ],
  ['a number as text', { traffic: '1' }, /traffic must be number, got "1"/],
  [
    'a weight of no bucket',
    { arms: [one, { ...two, weight: 1e-6 }] },
    /weight of arm two must give it at least 1 of 10000 buckets/,
  ],
  [
    'a weight of 0',
    { arms: [one, { ...two, weight: 0 }] },
    /arms\.1\.weight must be above 0, except for arms of interleaving, got 0/,
  ],
  [
    'two arms of one name',
    { arms: [one, one] },
    /arms\.1\.name must be different from the others, got "one", which is used twice/,
  ],
  [
    'a challenger named as an arm',
    { shadow: [{ name: 'one', model: 'x' }] },
    /shadow\.0\.name must be different/,
  ],
  [
    'an arm named as interleaved lists',
    { arms: [one, { ...two, name: 'interleaved' }] },
    /"interleaved", which is the name of/,
  ],
  [
    'one arm without a challenger',
    { arms: [one] },
    /arms must be at least two, or one with a challenger in shadow, got 1/,
  ],
  ['no arm', { arms: [] }, /arms must NOT have fewer than 1 items, got \[\]/],
  [
    'an unknown metric',
    { metrics: ['ctr'] },
    /metrics\.0 must be one of ctrByUser, ctrByImpression, ctrByLook, conversion, got "ctr"/,
  ],
  [
    'a challenger on two cores',
    { shadow: [{ name: 'three', model: 'models/three', cores: 2 }] },
    /shadow\.0\.cores must be <= 1, got 2/,
  ],
  ['a place that no one looks at', { looks: [1, 0] }, /looks\.1 must be > 0, got 0/],
  [
    'a guardrail twice',
    {
      guardrails: [
        { metric: 'latencyMs', margin: 5 },
        { metric: 'latencyMs', margin: 6 },
      ],
    },
    /guardrails\.1\.metric must be different/,
  ],
  [
    'a margin of 0',
    { guardrails: [{ metric: 'latencyMs', margin: 0 }] },
    /guardrails\.0\.margin must be > 0, got 0/,
  ],
  [
    'a time without a zone',
    { start: '2026-12-01T08:00' },
    /start must be a time with its zone, such as .*, got "2026-12-01T08:00"/,
  ],
  ['a time that is none', { start: '2026-13-01T08:00Z' }, /start must be a time that exists/],
  [
    'an end before the start',
    { start: '2026-12-02T00:00Z', end: '2026-12-01T00:00Z' },
    /end must be after start, 2026-12-02T00:00Z, got "2026-12-01/,
  ],
  [
    'an unknown arm interleaved',
    { interleaving: { arms: ['one', 'three'], weight: 1 } },
    /interleaving\.arms\.1 must be one of one, two, got "three"/,
  ],
  [
    'one arm interleaved with itself',
    { interleaving: { arms: ['one', 'one'], weight: 1 } },
    /two different arms, got "one" twice/,
  ],
  ['a user who is a number', { excludeUsers: [7] }, /excludeUsers\.0 must be string, got 7/],
  ...explores(
    [{}, /arms\.1\.explore\.policy is missing/],
    [
      { policy: 'Thompson' },
      /explore\.policy must be one of UniformPolicy, .*BetaThompson, .*, got "Thompson"/,
    ],
    [{ slot: 0.1 }, /there is no field arms\.1\.explore\.slot$/],
    [{ slots: 0 }, /arms\.1\.explore\.slots must be > 0, got 0/],
    [{ slots: 0.6 }, /arms\.1\.explore\.slots must be <= 0\.5, got 0\.6/],
    [{ most: 1 }, /arms\.1\.explore\.most must be >= 2, got 1/],
    [
      { options: { alpha: 0 } },
      /arms\.1\.explore\.options: BetaThompson: alpha must be a number above 0, got 0/,
    ],
    [
      { options: { alpa: 1 } },
      /arms\.1\.explore\.options: BetaThompson: there is no option alpa.*alpha, beta, seed/,
    ],
    [
      { candidates: 'old' },
      /explore\.candidates must be "new", "all", or a list of different item ids, at least one, got "old"/,
    ],
    [{ candidates: [] }, /explore\.candidates must be .*, got \[\]/],
    [{ candidates: ['a', 'a'] }, /explore\.candidates must be .*, got \["a","a"\]/],
    [{ candidates: ['a', 7] }, /explore\.candidates must be .*, got \["a",7\]/],
  ),
];

/** Definitions whose second arm explores in a way that is refused. */
function explores(...cases: [object, RegExp][]): [string, object, RegExp][] {
  return cases.map(([change, message]) => {
    const explore = Object.keys(change).length === 0 ? {} : { policy: 'BetaThompson', ...change };
    return [`explore ${JSON.stringify(change)}`, { arms: [one, { ...two, explore }] }, message];
  });
}
for (const [what, change, message] of refused) {
  test(`refused: ${what}`, () => {
    assert.throws(() => checkDefinition({ ...GOOD, ...change }), { name: 'DataError', message });
  });
}

test('an arm that explores: defaults; it may be frozen in an experiment that has begun, and nothing else', () => {
  const exploring = (explore: object) =>
    checkDefinition({ ...GOOD, arms: [one, { ...two, explore: { policy: 'BetaThompson', ...explore } }] });
  const definition = exploring({});
  const defaults = { options: {}, slots: 0.1, candidates: 'new', most: 50, frozen: false };
  assert.deepEqual(definition.arms[1].explore, { policy: 'BetaThompson', ...defaults });
  assert.equal(definition.arms[0].explore, undefined);
  checkChange(definition, exploring({ frozen: true }));
  checkChange(exploring({ frozen: true }), definition);
  const message = /arms can't be changed/;
  assert.throws(() => checkChange(definition, exploring({ slots: 0.2 })), { name: 'DataError', message });
  assert.throws(() => checkChange(definition, checkDefinition(GOOD)), { name: 'DataError', message });
  const idle = { ...two, weight: 0, explore: { policy: 'UniformPolicy' } };
  const interleaving = { arms: ['one', 'two'], weight: 1 };
  assert.throws(() => checkDefinition({ ...GOOD, arms: [one, idle], interleaving }), {
    message: /arms\.1\.weight must be above 0 for an arm that explores, got 0/,
  });
});

test('files: refused with their name', async () => {
  const file = path.join(temporaryFolder(), 'experiment.json');
  const messageOf = (text: string) => {
    writeFileSync(file, text);
    return readDefinition(file).then(
      () => 'read',
      ({ message }) => message,
    );
  };
  await assert.rejects(readDefinition(file), {
    name: 'DataError',
    message: `${file}: there is no such file`,
  });
  assert.match(await messageOf('{ "name": '), /experiment\.json: this is not valid JSON: /);
  assert.match(await messageOf('[]'), /experiment\.json: the whole must be object, got \[\]/);
  assert.match(await messageOf('null'), /experiment\.json: the whole must be object, got null/);
  assert.equal(await messageOf(JSON.stringify(GOOD)), 'read');
});

test('phases, and shares of users who take part', () => {
  const shares = (change: object, users = 4000) => {
    const definition = checkDefinition({ ...GOOD, ...change });
    const allocation = new Allocation(definition);
    const counts: Record<string, number> = {};
    for (let user = 0; user < users; user++) {
      const { arm, out } = allocation.of(`ü${user}`);
      counts[arm ?? `out: ${out}`] = (counts[arm ?? `out: ${out}`] ?? 0) + 1 / users;
    }
    return { phase: phaseOf(definition), counts };
  };
  const near = (counts: Record<string, number>, expected: Record<string, number>) => {
    assert.deepEqual(Object.keys(counts).sort(), Object.keys(expected).sort());
    for (const [name, share] of Object.entries(expected))
      assert.ok(Math.abs(counts[name] - share) < 0.03, name);
  };
  const ab = shares({});
  assert.equal(ab.phase, 'A/B');
  near(ab.counts, { one: 0.25, two: 0.75 });
  const shadow = shares({ arms: [one], shadow: [{ name: 'x', model: 'x' }], traffic: 0.5 });
  assert.equal(shadow.phase, 'shadow');
  near(shadow.counts, { one: 0.5, 'out: traffic': 0.5 });
  const arms = GOOD.arms.map((arm) => ({ ...arm, weight: 0 }));
  const mixed = shares({ arms, interleaving: { arms: ['one', 'two'], weight: 1 }, holdout: 0.1 });
  assert.equal(mixed.phase, 'interleaving');
  near(mixed.counts, { interleaved: 0.9, 'out: holdout': 0.1 });
  near(shares({ interleaving: { arms: ['one', 'two'], weight: 4 } }).counts, {
    one: 0.125,
    two: 0.375,
    interleaved: 0.5,
  });
});

test('of an experiment that has begun only the traffic may grow, and that moves no one', () => {
  const before = checkDefinition({ ...GOOD, traffic: 0.2 });
  const changed = (change: object) =>
    checkChange(before, checkDefinition({ ...GOOD, traffic: 0.2, ...change }));
  changed({});
  changed({ traffic: 0.6 });
  const message = (text: RegExp) => ({ name: 'DataError', message: text });
  assert.throws(
    () => changed({ traffic: 0.1 }),
    message(/traffic can only grow: "one-or-two" has 0\.2, got 0\.1/),
  );
  assert.throws(
    () => changed({ salt: 'other' }),
    message(/salt can't be changed .* has "one-or-two 2026-12", got "other"; .* a new name and a new salt/),
  );
  assert.throws(() => changed({ arms: [one, { ...two, weight: 1 }] }), message(/arms can't be changed/));
  assert.throws(
    () => changed({ traffic: 0.6, holdout: 0.1 }),
    message(/holdout can't be changed .* has 0, got 0\.1/),
  );
  const [small, large] = [0.2, 0.6].map((traffic) => new Allocation(checkDefinition({ ...GOOD, traffic })));
  let joined = 0;
  for (let user = 0; user < 500; user++) {
    const [first, then] = [small.of(`${user}`).arm, large.of(`${user}`).arm];
    if (first === null) joined += Number(then !== null);
    else assert.equal(then, first);
  }
  assert.ok(joined > 100);
});

test("the README's experiment is a valid one", () => {
  const readme = readFileSync(path.join(__dirname, '..', '..', '..', 'README.md'), 'utf8');
  const [, json] = /```json\n([\s\S]*?)```/.exec(readme.slice(readme.indexOf('### Experiments'))) ?? [];
  const { name, traffic } = checkDefinition(JSON.parse(json));
  assert.deepEqual([name, traffic], ['ease-or-mine', 0.5]);
  assert.ok(readme.includes(`GET /experiments/${name}`));
});
