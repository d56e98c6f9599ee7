import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../../scripts/strain/arguments';

test('both by default; each alone with its number or without', () => {
  assert.deepEqual(readArguments([]), { help: false, examples: 60, seed: 1, minutes: 3 });
  assert.deepEqual(readArguments(['--fuzz', '--seed', '7']), {
    help: false,
    examples: 60,
    seed: 7,
    minutes: 0,
  });
  assert.deepEqual(readArguments(['--soak', '10']), { help: false, examples: 0, seed: 1, minutes: 10 });
  assert.equal(readArguments(['--fuzz', '5', '--soak']).minutes, 3);
  assert.equal(readArguments(['-h']).help, true);
});

const refused: [string[], RegExp][] = [
  [['--fuzz', '0'], /--fuzz must be a whole number from 1 to 10000, got "0"/],
  [['--soak', 'long'], /--soak must be a whole number from 1 to 600, got "long"/],
  [['--seed'], /--seed must be a whole number from 1 to 1000000000, got ""/],
  [['5'], /there is no argument 5/],
];
for (const [args, message] of refused) {
  test(`refused: ${args.join(' ')}`, () => {
    assert.throws(() => readArguments(args), { name: 'OptionError', message });
  });
}
