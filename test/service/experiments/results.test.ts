/** Results from the lines of a log: guardrails on slow and failed lists, and clicks corrected for the place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Allocation } from '../../../lib/service/experiments/allocation';
import type { Exposure } from '../../../lib/service/experiments/log-line';
import { Looks } from '../../../lib/service/experiments/looks';
import { checkDefinition } from '../../../lib/service/experiments/read-definition';
import { resultsOf } from '../../../lib/service/experiments/results';
import { Tally } from '../../../lib/service/experiments/tally';

const USERS = 600;

/** Results after users of each arm have seen five lists each. @param of the n-th list of an arm */
function resultsAfter(of: (arm: string, n: number) => Partial<Exposure>) {
  const definition = checkDefinition({
    name: 'guarded',
    salt: 'guarded',
    arms: ['old', 'new'].map((name) => ({ name, weight: 1 })),
    guardrails: [
      { metric: 'latencyP99Ms', margin: 20 },
      { metric: 'latencyMs', margin: 20 },
      { metric: 'errorRate', margin: 0.02 },
    ],
  });
  const allocation = new Allocation(definition);
  const tally = new Tally(allocation, definition.looks);
  for (let n = 0; n < USERS; n++) {
    for (let list = 0; list < 5; list++) {
      for (const arm of ['old', 'new']) {
        tally.add({
          ...{ type: 'exposure', time: n, requestId: `${arm} ${n} ${list}`, userId: `${arm} ${n}`, arm },
          ...{ model: 'm', propensity: 0.5, items: ['i', 'j', 'k'], ms: 1, cold: 0, tail: 0, genres: 1 },
          ...of(arm, 5 * n + list),
        });
      }
    }
  }
  return resultsOf({ definition, allocation, tally, status: 'running' });
}

const statesOf = ({ comparisons: [{ guardrails }] }: ReturnType<typeof resultsAfter>) =>
  guardrails.map(({ state }) => state);

test('equally fast arms are safe', () => {
  const results = resultsAfter((_, n) => ({ ms: 1 + (n % 50) / 10 }));
  assert.deepEqual(statesOf(results), ['safe', 'safe', 'safe']);
  const [{ control, difference, worst }] = results.comparisons[0].guardrails;
  assert.ok(control! > 5.3 && control! < 6.4, `${control}, in a bin of 12% around 5.9`);
  assert.equal(difference, 0);
  assert.ok(worst! > 0 && worst! < 2, `${worst}`);
});

test('one slow list in twenty harms the 99th percentile, not the mean, and ends it although no one clicks', () => {
  const results = resultsAfter((arm, n) => ({ ms: arm === 'new' && n % 20 === 7 ? 100 : 1 }));
  assert.deepEqual(statesOf(results), ['harmed', 'safe', 'safe']);
  assert.equal(results.verdict.decision, 'broken');
  assert.match(results.verdict.sentence, /^Broken: latencyP99Ms got worse by more than the margin/);
});

test('failed lists harm the error rate', () => {
  const results = resultsAfter((arm, n) => (arm === 'new' && n % 10 === 3 ? { failed: true } : {}));
  assert.deepEqual(statesOf(results), ['safe', 'safe', 'harmed']);
  assert.deepEqual(
    results.arms.map(({ failures }) => failures),
    [0, 300],
  );
});

test('looks at places: those given, of which the last holds on, or the discount of nDCG', () => {
  const looks = new Looks([1, 0.5, 0.25]);
  assert.deepEqual(
    [0, 1, 2, 3, 5].map((places) => looks.upTo(places)),
    [0, 1, 1.5, 1.75, 2.25],
  );
  assert.equal(new Looks(null).upTo(3), 1 + 1 / Math.log2(3) + 1 / 2);
});
