/** Arms that explore: what is shown, logged, learned, frozen, and what another policy would have earned. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { frozenPolicy } from '../../../lib/bandits/off-policy/frozen-policy';
import { snips } from '../../../lib/bandits/off-policy/snips';
import { weigh } from '../../../lib/bandits/off-policy/weighted-rounds';
import { UniformPolicy } from '../../../lib/bandits/policies/uniform';
import { Bandits } from '../../../lib/service/experiments/bandit/bandits';
import { readExploredLog } from '../../../lib/service/experiments/bandit/explored-log';
import { WaitingLists } from '../../../lib/service/experiments/bandit/waiting-lists';
import { readExperimentLog } from '../../../lib/service/experiments/experiment-log';
import type { Exposure } from '../../../lib/service/experiments/log-line';
import { policyOfLog } from '../../../lib/service/experiments/off-policy-rounds';
import { checkDefinition } from '../../../lib/service/experiments/read-definition';
import { RequestIds } from '../../../lib/service/experiments/request-ids';
import { storedResults } from '../../../lib/service/experiments/stored-experiment';
import type { ServedList } from '../../../lib/service/served/served-list';
import type { ServedModel } from '../../../lib/service/served/served-model';
import { driveService } from '../../../lib/simulation/users/drive-service';
import { positionBased } from '../../../lib/simulation/users/position-based';
import { SimulatedUsers } from '../../../lib/simulation/users/simulated-users';
import { TasteByRow } from '../../../lib/simulation/users/taste';
import { offPolicy } from '../../../scripts/off-policy';
import { banditService, KEY, KNOWN, NEW, USERS } from './bandit-service';

const MINUTE = 60_000;
type Listed = { itemId: string; score: number | null; predictedRating: number | null; support: number };

async function exposuresIn(dir: string): Promise<Exposure[]> {
  const exposures: Exposure[] = [];
  for await (const line of readExperimentLog(dir)) if (line.type === 'exposure') exposures.push(line);
  return exposures;
}

/** A click on the explored item of a list. */
function clickOf(list: { requestId: string; userId: string; recommendations: Listed[] }) {
  const { itemId } = list.recommendations.find(({ score }) => score === null)!;
  return { type: 'click', userId: list.userId, itemId, requestId: list.requestId };
}

test('simulated users: a good new item rises; the estimate of another policy agrees with its own run', async () => {
  const { service, clock, dir, results, reopened } = await banditService({
    explore: {
      greedy: { policy: 'EpsilonGreedy', options: { epsilon: 0.5 }, slots: 0.3 },
      uniform: { policy: 'UniformPolicy', slots: 0.3 },
    },
  });
  const all = [...NEW, ...KNOWN];
  const taste = new TasteByRow(USERS, all, () => all.map((item) => (item === 'new3' ? 0.7 : 0.1)));
  const url = await service.listen();
  function* visits(n: number) {
    for (let visit = 0; visit < 75; visit++) {
      clock.now += 1000;
      yield USERS[(n + 10 * visit) % USERS.length];
    }
  }
  const driven = Array.from({ length: 10 }, async (_, n) => {
    const users = new SimulatedUsers({ taste, clicks: positionBased({ bias: 0.3 }), seed: n });
    for await (const { fates } of driveService({ url, users, visits: visits(n), apiKey: KEY })) {
      assert.equal(fates.forged ?? 0, 0);
    }
  });
  await Promise.all(driven);
  clock.now += 2 * MINUTE;
  const { bandits } = await results();
  const [greedy, uniform] = bandits;
  assert.equal(greedy.items.length, 8, 'all new items were shown');
  assert.deepEqual([greedy.items[0].itemId, greedy.items[0].chance], ['new3', 0.5 + 0.5 / 8]);
  const share = ({ items: [best], impressions }: typeof greedy) => best.shown / impressions;
  // Request ids are random, and with them the draws. Without learning, the ratio is 1 ± 0.1; at most it is 8/3, as a list
  // shows an item once. It is mostly 2.2 to 2.5, and less if another item gets the first clicks.
  const ratio = share(greedy) / share(uniform);
  assert.ok(ratio > 1.5, `and the good one more than others: ${ratio}`);
  for (const { lists, impressions, learned, waiting } of bandits) {
    assert.deepEqual([impressions, learned, waiting], [3 * lists, 3 * lists, 0]);
  }
  const [log, own] = await Promise.all(['greedy', 'uniform'].map((arm) => readExploredLog(dir, arm)));
  const [estimate, truth] = [log, own].map(({ rounds, data }) =>
    snips(weigh(data, frozenPolicy(new UniformPolicy(), rounds, data))),
  );
  // Requests have random ids, by which places are drawn: one run in 10,000 may be further apart.
  const error = 3.9 * Math.hypot(estimate.standardError, truth.standardError);
  assert.ok(Math.abs(estimate.value - truth.value) < error, `${estimate.value}, ${truth.value} ± ${error}`);
  const printed: string[] = [];
  const asked = ['--log', dir, '--explored', 'greedy', '--model', 'position', '--json', '--policy'];
  for (const policy of ['uniform', 'EpsilonGreedy']) {
    await offPolicy([...asked, policy], { print: (text) => printed.push(text), note: assert.fail });
  }
  const [equally, greedily] = printed.map((text) => {
    const { estimates } = JSON.parse(text) as { estimates: { estimator: string; value: number }[] };
    return new Map(estimates.map((one) => [one.estimator, one.value]));
  });
  assert.equal(equally.get('SNIPS'), estimate.value, 'npm run off-policy says the same');
  assert.ok(Math.abs(equally.get('doubly robust')! - truth.value) < 2 * error);
  assert.ok(greedily.get('SNIPS')! > equally.get('SNIPS')!, 'one that has learned earns more');
  const clicks = log.data.reward.reduce((sum, reward) => sum + reward, 0) / log.data.length;
  assert.ok(clicks > truth.normal.high, `${clicks}: what it got itself is another number`);
  assert.deepEqual((await results(await reopened())).bandits, bandits, 'the log is all that is needed');
});

test('explored places: few-rated items among those of the model, anywhere, with propensities in the log', async () => {
  const { dir, listFor, results } = await banditService({
    explore: { bandit: { policy: 'BetaThompson' }, plain: undefined },
  });
  const lists = await Promise.all(USERS.map((user) => listFor(user)));
  const short = await listFor('u0', 4);
  assert.ok(
    short.recommendations.every(({ score }: Listed) => score !== null),
    '4 · 0.1 rounds to none',
  );
  const places = new Map<number, number>();
  for (const { arm, recommendations } of lists) {
    const explored = (recommendations as Listed[]).filter(({ score }) => score === null);
    assert.equal(recommendations.length, 10);
    assert.equal(new Set(recommendations.map(({ itemId }: Listed) => itemId)).size, 10);
    assert.equal(explored.length, arm === 'bandit' ? 1 : 0);
    const scores = (recommendations as Listed[]).flatMap(({ score }) => score ?? []);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
      "the rest in the model's order",
    );
    for (const { support } of explored) assert.ok(support < 5);
    const place = recommendations.indexOf(explored[0]);
    if (arm === 'bandit') places.set(place, (places.get(place) ?? 0) + 1);
  }
  assert.ok(places.size >= 7, 'of 10 in 60 lists: all but certain');
  for (const { arm, explored, items, propensity, userId } of await exposuresIn(dir)) {
    assert.equal(propensity, 0.5, 'of the arm');
    assert.equal(explored !== undefined, arm === 'bandit' && items.length === 10);
    if (!explored) continue;
    const seen = NEW.filter((_, i) => USERS.indexOf(userId) % 30 === i);
    assert.deepEqual(
      explored.candidates,
      NEW.filter((item) => !seen.includes(item)),
      'unrated ones',
    );
    assert.ok(explored.candidates.includes(items[explored.places[0] - 1]));
    assert.ok(Math.abs(explored.propensities[0] - 1 / explored.candidates.length) < 1e-8, 'nothing is known');
  }
  const [{ arm, frozen, unexplored, waiting, lists: count }] = (await results()).bandits;
  assert.deepEqual([arm, frozen, unexplored], ['bandit', false, { noCandidates: 0, failed: 0 }]);
  assert.equal(waiting, count);
});

test('rewards: a click in time is 1, none is 0, once the time is over; the same after a kill at any moment', async () => {
  const { clock, listFor, send, results, reopened } = await banditService({
    explore: { bandit: { policy: 'BetaThompson' }, other: { policy: 'Exp3' } },
  });
  const same = async () => {
    const { bandits } = await results();
    assert.deepEqual((await results(await reopened())).bandits, bandits);
    return bandits.map((one: Record<string, unknown>) => [one.learned, one.clicks]);
  };
  const lists = await Promise.all(USERS.slice(0, 12).map((user) => listFor(user)));
  const [first] = lists.filter(({ arm }) => arm === 'bandit');
  const [second] = lists.filter(({ arm }) => arm === 'other');
  const sizes = ['bandit', 'other'].map((name) => lists.filter(({ arm }) => arm === name).length);
  const { body } = await send(clickOf(first), clickOf(first), clickOf(second));
  assert.deepEqual([body.experiment.joined, body.experiment.duplicate], [2, 1]);
  assert.deepEqual(await same(), [
    [0, 1],
    [0, 1],
  ]);
  clock.now += MINUTE;
  assert.deepEqual(
    await same(),
    [
      [0, 1],
      [0, 1],
    ],
    'a click could still come',
  );
  clock.now += 1;
  assert.deepEqual(
    await same(),
    sizes.map((size) => [size, 1]),
  );
  const late = await send({ ...clickOf(lists[11]), itemId: lists[11].recommendations[0].itemId });
  assert.equal(late.body.experiment.late, 1);
  await listFor('u0');
  assert.deepEqual(
    await same(),
    sizes.map((size) => [size, 1]),
  );
});

test('frozen by hand or by the file: it chooses as before and learns nothing, also after a restart', async () => {
  const explore = { bandit: { policy: 'BetaThompson' }, plain: undefined };
  const { clock, dir, write, listFor, post, results, reopened } = await banditService({ explore });
  const round = async () => {
    for (const user of USERS.slice(0, 20)) await listFor(user);
    clock.now += 2 * MINUTE;
    const { bandits, timeline } = await results();
    assert.deepEqual((await results(await reopened())).bandits, bandits);
    return { ...bandits[0], steps: timeline.map(({ what }: { what: string }) => what) };
  };
  const { learned } = await round();
  assert.ok(learned > 0);
  await listFor('u1'); // may wait when it is frozen
  assert.equal((await post('/experiments/new-items/freeze', { frozen: true }, 'wrong')).status, 401);
  assert.equal((await post('/experiments/new-items/freeze', { frozen: 1 })).status, 400);
  assert.equal((await post('/experiments/none/freeze', { frozen: true })).status, 404);
  const { body } = await post('/experiments/new-items/freeze', { frozen: true });
  assert.deepEqual(body, { name: 'new-items', frozen: ['bandit'] });
  const frozen = await round();
  assert.deepEqual([frozen.frozen, frozen.learned, frozen.waiting], [true, learned, 0]);
  assert.ok(frozen.lists > learned);
  assert.equal((await exposuresIn(dir)).at(-1)!.explored?.frozen ?? true, true);
  await post('/experiments/new-items/freeze', { frozen: false });
  assert.equal((await round()).learned, 2 * learned);
  write({ ...explore, bandit: { policy: 'BetaThompson', frozen: true } });
  assert.equal((await post('/admin/reload', {})).status, 200);
  const again = await round();
  assert.deepEqual([again.frozen, again.learned], [true, 2 * learned]);
  assert.deepEqual(again.steps, ['started', 'models', 'frozen', 'learning', 'frozen']);
  write({ ...explore, bandit: { policy: 'BetaThompson', slots: 0.2 } });
  const refused = await post('/admin/reload', {});
  assert.match(refused.body.error.message, /arms can't be changed in an experiment that has begun/);
});

test('without candidates the list stays as it is, and is counted', async () => {
  const { dir, service, listFor, results } = await banditService({
    explore: { bandit: { policy: 'BetaThompson', candidates: ['new0'] }, plain: undefined },
  });
  for (const user of USERS) await listFor(user);
  const rated = (await exposuresIn(dir)).filter(({ unexplored }) => unexplored === 'noCandidates');
  assert.ok(rated.length > 0 && rated.every(({ userId }) => USERS.indexOf(userId) % 30 === 0));
  const [{ unexplored, lists }] = (await results()).bandits;
  assert.deepEqual([unexplored.noCandidates, lists > 0], [rated.length, true]);
  const metrics = (await service.app.inject('/metrics')).body;
  assert.match(metrics, new RegExp(`unexplored_total\\{.*reason="noCandidates"\\} ${rated.length}`));
});

test('a policy that fails leaves the list as it is; clicks that are being stored are waited for', () => {
  const [{ explore }] = checkDefinition({
    ...{ name: 'one', salt: 's' },
    arms: ['a', 'b'].map((name) => ({ name, weight: 1, explore: { policy: 'LinUCB' } })),
  }).arms;
  const bandits = new Bandits({ arms: [{ name: 'a', weight: 1, explore }], joinMinutes: 1 });
  const bandit = bandits.of('a')!;
  const list = {
    cold: false,
    seenLeftOut: true,
    ignored: [],
    items: KNOWN.slice(0, 10).map((itemId) => ({ itemId })),
  };
  const failures: string[] = [];
  const filled = bandit.fill({
    // A model that knows neither items nor users.
    ...{ model: { pack: {} } as ServedModel, list: list as unknown as ServedList, coinText: 'x' },
    asked: { user: 'u0', options: { n: 10, diversity: 0 } },
    onFailure: ({ message }) => failures.push(message),
  });
  assert.deepEqual(filled, { list, unexplored: 'failed' });
  assert.equal(failures.length, 1);

  const explored = { places: [1], propensities: [0.5], candidates: ['x', 'y'], context: [1, 0.5] };
  const exposure: Exposure = {
    ...{ type: 'exposure', time: 0, requestId: 'r', userId: 'u0', arm: 'a', model: 'm', propensity: 1 },
    ...{ items: ['x'], explored, ms: 1, cold: 0, tail: 0, genres: 0 },
  };
  bandits.add(exposure);
  const stored = bandits.hold(MINUTE);
  assert.equal(bandits.learn(2 * MINUTE), MINUTE);
  const click = { type: 'click', time: MINUTE, requestId: 'r', userId: 'u0', itemId: 'x', place: 1 } as const;
  bandits.add(click, exposure);
  stored();
  bandits.learn(2 * MINUTE);
  const [[item, sums]] = bandit.policy.toJSON().arms as [string, number[]][];
  assert.deepEqual([item, sums.slice(-2)], ['x', [1, 0.5]], 'learned with the click: r · x');
});

test('waiting lists: the oldest first, also after thousands; a click on a taken one changes nothing', () => {
  const waiting = new WaitingLists();
  const exposure = (n: number) => ({ requestId: `${n}`, explored: { places: [1] } }) as unknown as Exposure;
  let [added, taken] = [0, 0];
  for (let round = 0; round < 40; round++) {
    for (let n = 0; n < 100; n++) waiting.add(exposure(added++));
    waiting.click(`${taken}`, 3);
    waiting.click(`${taken - 1}`, 3);
    for (let n = 0; n < 90; n++) {
      assert.equal(waiting.first!.exposure.requestId, `${taken}`);
      const list = waiting.take();
      assert.deepEqual([list.exposure.requestId, list.clicked.size], [`${taken}`, n === 0 ? 1 : 0]);
      taken++;
    }
    assert.deepEqual([waiting.size, waiting.places], [added - taken, added - taken]);
  }
  waiting.clear();
  assert.deepEqual([waiting.first, waiting.size], [undefined, 0]);
});

test('a policy with context gets the user vector; refused for a model without', async () => {
  const explore = { bandit: { policy: 'LinearThompson' }, plain: undefined };
  await assert.rejects(
    banditService({ explore }),
    /arms\.0\.explore\.policy must be one without context for MostPopular \w+, which has no user vectors, got "LinearThompson"/,
  );
  const unknown = { bandit: { policy: 'BetaThompson', candidates: ['nobody'] }, plain: undefined };
  await assert.rejects(banditService({ explore: unknown }), /candidates must have an item of the model/);
  const model = ['ImplicitALS', { factors: 3, epochs: 1 }] as const;
  const { clock, dir, listFor, results, reopened } = await banditService({ explore, model });
  for (const user of USERS.slice(0, 20)) await listFor(user);
  clock.now += 2 * MINUTE;
  await listFor('u0');
  const { bandits } = await results();
  assert.ok(bandits[0].learned > 0 && bandits[0].unexplored.failed === 0);
  for (const { explored } of await exposuresIn(dir)) assert.equal(explored?.context?.length ?? 4, 4);
  assert.deepEqual((await results(await reopened())).bandits, bandits);
});

test('a policy that starts from vectors of items gets those of the model, also after a restart', async () => {
  const options = { priorVariance: 1e-6, noiseVariance: 1 };
  const explore = { bandit: { policy: 'FactorThompson', options, candidates: 'all' }, plain: undefined };
  const model = ['SVD', { factors: 3, epochs: 5 }] as const;
  const { clock, dir, listFor, results, reopened } = await banditService({ explore, model });
  for (const user of USERS.slice(0, 20)) await listFor(user);
  clock.now += 2 * MINUTE;
  await listFor('u0');
  const { bandits } = await results();
  assert.ok(bandits[0].learned > 0 && bandits[0].unexplored.failed === 0);
  const chosen = (await exposuresIn(dir)).flatMap(({ explored }) => explored?.propensities ?? []);
  assert.ok(Math.max(...chosen) > 0.9, `it is sure of what the model says, ${chosen}`);
  assert.deepEqual((await results(await reopened())).bandits, bandits);
  // The log has no vectors, so the results of an experiment that isn't running can't say what it would choose.
  const stored = await storedResults(
    path.dirname(dir),
    path.basename(dir),
    new RequestIds(new Uint8Array(32)),
  );
  assert.equal(stored?.status, 'off');
  assert.ok(bandits[0].items.every(({ chance }: { chance: unknown }) => typeof chance === 'number'));
  assert.ok(stored.bandits[0].items.every(({ chance }) => chance === null));
  const explored = await readExploredLog(dir, 'bandit');
  await assert.rejects(
    policyOfLog('FactorThompson', explored),
    /needs no vectors of items, .*, got FactorThompson/,
  );
  assert.notEqual(await policyOfLog('LinearThompson', explored), null);
});

test('before anybody has seen an arm, a reload may change what it explores', async () => {
  const { write, listFor, post, results } = await banditService({
    explore: { plain: undefined, other: undefined },
  });
  write({ plain: undefined, curious: { policy: 'BetaThompson', frozen: true } });
  assert.equal((await post('/admin/reload', {})).status, 200);
  for (const user of USERS.slice(0, 20)) await listFor(user);
  const { arms, bandits } = await results();
  assert.deepEqual(
    arms.map(({ name }: { name: string }) => name),
    ['plain', 'curious'],
  );
  assert.deepEqual([bandits[0].arm, bandits[0].frozen], ['curious', true]);
  assert.equal(bandits[0].lists, arms[1].lists);
});
