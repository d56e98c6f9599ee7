import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../../scripts/strain/arguments';

test('the service by default; each alone, with its number or without', () => {
  const kernel = { stops: 0, jobs: 4, busy: 1, only: '', rounds: 0, kafka: false };
  Object.assign(kernel, { followsStream: false, banditMinutes: 0 });
  assert.deepEqual(readArguments([]), { examples: 60, seed: 1, minutes: 3, ...kernel });
  assert.deepEqual(readArguments(['--fuzz', '--seed', '7']), {
    examples: 60,
    seed: 7,
    minutes: 0,
    ...kernel,
  });
  assert.deepEqual(readArguments(['--soak', '--minutes', '10']), {
    examples: 0,
    seed: 1,
    minutes: 10,
    ...kernel,
  });
  assert.deepEqual(readArguments(['--fuzz', '--soak']), readArguments([]));
  const stops = { ...kernel, examples: 0, seed: 1, minutes: 0, stops: 50, only: 'loop' };
  assert.deepEqual(readArguments(['--kernel', '--stops', '50', '--only', 'loop']), stops);
  const kills = { ...kernel, examples: 0, seed: 1, minutes: 0, rounds: 7, kafka: true };
  assert.deepEqual(readArguments(['--stream', '--kafka', '--rounds', '7']), kills);
  assert.equal(readArguments(['--stream']).rounds, 50);
  const followed = readArguments(['--soak', '--stream', '--minutes', '10']);
  const bandit = readArguments(['--bandit', '--minutes', '10']);
  assert.deepEqual([bandit.banditMinutes, bandit.minutes, bandit.examples, bandit.rounds], [10, 0, 0, 0]);
  assert.deepEqual([followed.minutes, followed.rounds, followed.followsStream], [10, 0, true]);
});

const refused: [string[], RegExp][] = [
  [['--examples', '0'], /--examples must be a whole number from 1 to 10000, got 0/],
  [['--minutes', 'long'], /--minutes must be a whole number from 1 to 600, got long/],
  [['--seed'], /^--seed needs a value\n/],
  [['--kernel', '--jobs', '0'], /--jobs must be a whole number from 1 to 64, got 0/],
  [['--kafka'], /--kafka needs --stream/],
  [['--kafka', '--stream', '--soak'], /--kafka needs --stream, and not --soak/],
  [['--stream', '--rounds', '0'], /--rounds must be a whole number from 1 to 1000000, got 0/],
  [['--fuzz', '5'], /^Unexpected argument: 5\n/],
];
for (const [args, message] of refused) {
  test(`refused: ${args.join(' ')}`, () => {
    assert.throws(() => readArguments(args), { name: 'OptionError', message });
  });
}
