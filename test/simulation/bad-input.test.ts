/** What a caller in JavaScript can get wrong: each is answered with the function, the field, and what is allowed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as simulation from '../../lib/simulation/simulation';

// biome-ignore lint/suspicious/noExplicitAny: these calls are wrong on purpose
type Anything = any;
const { plantedTaste, positionBased, returnVisits, SimulatedUsers, stationaryWorld } = simulation;

const taste = plantedTaste({ users: 3, items: 3 });
const users = new SimulatedUsers({ taste, clicks: positionBased() });
const visits = returnVisits(users.ids);
const world = stationaryWorld({ means: [0.2, 0.5] });
const traffic = { users, visits, days: 1, armOf: () => 'A', listOf: () => ['i1'] };
const scored = { users: ['ann'], items: ['a'], scoresOf: () => [4], middle: 4, spread: 1 };
const service = { url: 'http://127.0.0.1:1', users, visits: ['u1'] };

const called: Readonly<Record<string, (...args: Anything[]) => unknown>> = {
  ...(simulation as Anything),
  ContextWorld: (context) =>
    simulation.generateInContext({ users: 4, items: 4, ratings: 4 }).expected('u1', 'i1', context),
  SimulatedUsers: (options) => new SimulatedUsers(options),
};

function check(act: () => unknown, message: string): void {
  assert.throws(act, (error: Error) => {
    assert.equal(error.name, 'OptionError', error.stack);
    assert.ok(error.message.startsWith(message), error.message);
    return true;
  });
}

const CASES: readonly (readonly [name: string, args: readonly unknown[], message: string])[] = [
  ['generateInContext', [null], 'options must be an object such as { users: … }'],
  ['generateInContext', [true], 'options must be an object such as { users: … }'],
  ['generateInContext', [{ users: -1 }], 'users must be a positive whole number, got -1'],
  ['generateInContext', [{ users: 1e99 }], 'users must be a positive whole number, got 1e+99'],
  ['generateInContext', [{ users: true }], 'users must be a positive whole number, got true'],
  ['generateInContext', [{ items: 1e99 }], 'items must be a positive whole number, got 1e+99'],
  ['generateInContext', [{ strength: Number.NaN }], 'strength must be a finite number, got NaN'],
  ['generateInContext', [{ user: 3 }], 'there is no option user; the options are users, items, ratings'],
  ['ContextWorld', ['morning'], 'context must be an object, got "morning"'],
  ['plant', [undefined], 'the options must be an object with users and items'],
  ['plant', [{ users: 3, items: -1 }], 'items must be a positive whole number, got -1'],
  ['returnVisits', [undefined], 'users must be a list or another iterable, got undefined'],
  ['returnVisits', ['ann'], 'users must be a list or another iterable, got "ann"'],
  [
    'returnVisits',
    [['ann'], { perDay: 1e99 }],
    'perDay must be a number above 0 and at most 1000, got 1e+99',
  ],
  ['returnVisits', [['ann'], { loyalty: 1e99 }], 'loyalty must be a number from -1 to 1000, got 1e+99'],
  ['stationaryWorld', [undefined], 'the options must be an object with means'],
  [
    'stationaryWorld',
    [{ mean: [0.2] }],
    'the options must be an object with means, as in { means }; means is',
  ],
  ['stationaryWorld', [{ means: 0.2 }], 'means must be a list, got 0.2'],
  ['stationaryWorld', [{ means: [0.2, undefined] }], 'means must be numbers from 0 to 1, got undefined'],
  ['stationaryWorld', [{ means: [0.2], arms: 7 }], 'arms must be a list, got 7'],
  ['driftingWorld', [{ before: [0.2] }], 'the options must be an object with before and after'],
  ['driftingWorld', [{ before: 0.2, after: [0.3] }], 'before must be a list, got 0.2'],
  ['driftingWorld', [{ before: [0.2], after: [3] }], 'after must be numbers from 0 to 1, got 3'],
  ['contextualWorld', [null], 'options must be an object such as { count: 5 }'],
  ['contextualWorld', [{ arms: null }], 'arms must be a list, got null'],
  ['delayedWorld', [[0.2], { meanDelays: 3 }], 'world must be a world, such as stationaryWorld('],
  ['delayedWorld', [world], 'the options must be an object with meanDelays'],
  [
    'delayedWorld',
    [world, { meanDelays: 3, sed: 1 }],
    'there is no option sed; the options are meanDelays, seed',
  ],
  [
    'delayedWorld',
    [world, { meanDelays: 'abc' }],
    'meanDelays must be a number, or a list of them, got "abc"',
  ],
  ['delayedWorld', [world, { meanDelays: [1, undefined] }], 'meanDelays must be numbers of at least 0'],
  ['bots', [undefined], 'the options must be an object with users'],
  ['carryOver', [undefined], 'the options must be an object with harmed'],
  ['carryOver', [{ harmed: ['ann'] }], "harmed must be a function, got [ 'ann' ]"],
  ['novelty', [undefined], 'the options must be an object with arm'],
  ['novelty', [{ arm: 7 }], 'arm must be a text, got 7'],
  ['crowd', [['ann'], 3], 'taste must be a taste, such as plantedTaste()'],
  ['lookChances', [1e99, 1], 'places must be a whole number of at least 0, got 1e+99'],
  ['lookChances', [3], 'bias must be a number of at least 0, got undefined'],
  ['scoredTaste', [undefined], 'the options must be an object with users and items and scoresOf'],
  ['scoredTaste', [{ ...scored, users: 7 }], 'users must be a list or another iterable, got 7'],
  ['scoredTaste', [{ ...scored, scoresOf: [4] }], 'scoresOf must be a function, got [ 4 ]'],
  ['scoredTaste', [{ ...scored, mots: 1 }], 'there is no option mots; the options are users, items'],
  ['SimulatedUsers', [undefined], 'the options must be an object with taste and clicks'],
  [
    'SimulatedUsers',
    [{ taste: 7, clicks: positionBased() }],
    'taste must be a taste, such as plantedTaste()',
  ],
  [
    'SimulatedUsers',
    [{ taste, clicks: positionBased }],
    'clicks must be a click model, such as positionBased()',
  ],
  [
    'SimulatedUsers',
    [{ taste, clicks: positionBased(), changes: [0.8] }],
    'changes must be a list of changes, such as [fatigue()]',
  ],
  ['SimulatedUsers', [{ taste, clicks: positionBased(), bots: ['ann'] }], 'bots must be bots, such as bots('],
  [
    'SimulatedUsers',
    [{ taste, clicks: positionBased(), bot: 1 }],
    'there is no option bot; the options are taste',
  ],
  ['simulateTraffic', [undefined], 'the options must be an object with users and visits and days'],
  ['simulateTraffic', [{ ...traffic, users: ['ann'] }], 'users must be simulated users, such as new Simul'],
  [
    'simulateTraffic',
    [{ ...traffic, visits: 3 }],
    'visits must be visits, such as returnVisits(users.ids), got 3',
  ],
  ['simulateTraffic', [{ ...traffic, armOf: 'A' }], 'armOf must be a function, got "A"'],
  ['simulateTraffic', [{ ...traffic, listOf: ['i1'] }], "listOf must be a function, got [ 'i1' ]"],
  [
    'simulateTraffic',
    [{ ...traffic, day: 1 }],
    'there is no option day; the options are users, visits, days',
  ],
  ['trueCtr', [undefined], 'the options must be an object with users and visits and listOf'],
  ['trueCtr', [{ users, visits, listOf: ['i1'] }], "listOf must be a function, got [ 'i1' ]"],
  ['monteCarloCtr', [traffic, 3], 'world must be a function, got {'],
];

describe('a wrong argument is named', () => {
  for (const [name, args, message] of CASES) {
    test(`${name}: ${message}`, () => check(() => called[name](...args), `${name}: ${message}`));
  }
});

test('a visit needs a list of known items, and names a misspelled option', () => {
  const visiting: Anything = users;
  for (const method of ['visit', 'expectedClicks']) {
    check(() => visiting[method]('u1', 'abc'), 'SimulatedUsers: list must be a list, got "abc"');
    check(() => visiting[method]('u1', ['i1'], { arms: 'A' }), 'SimulatedUsers: there is no option arms');
    check(() => visiting[method](7, ['i1']), 'Taste: user must be one of the 3 known ids, got 7');
  }
  check(
    () => simulation.scoredTaste({ ...scored, users: [7] as Anything }),
    'Taste: users must be a list of texts, got 7',
  );
});

test('driveService names a wrong argument', async () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /^driveService: the options must be an object with url and users and visits/],
    [{ ...service, url: 'abc' }, /^driveService: url must be an address such as .*, got abc/],
    [{ ...service, users: ['u1'] }, /^driveService: users must be simulated users/],
    [{ ...service, visits: 3 }, /^driveService: visits must be a list or another iterable, got 3/],
    [{ ...service, k: -1 }, /^driveService: k must be a positive whole number, got -1/],
    [{ ...service, key: 'abc' }, /^driveService: there is no option key/],
  ];
  for (const [given, message] of cases) {
    await assert.rejects(simulation.driveService(given as Anything).next(), { name: 'OptionError', message });
  }
});
