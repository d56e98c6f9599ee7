import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isComplete } from '../../lib/kernel/protocol/is-complete';

const samples: Record<'complete' | 'incomplete' | 'invalid', string[]> = {
  complete: [
    '',
    '1',
    'a => a',
    'await f();',
    'for await (const x of y) {}',
    'f<number>()',
    '#!/usr/bin/env node\n1',
  ],
  incomplete: ['f(', 'if (a) {', 'const a = {', '`one\n', '/* x', 'a +', 'class A {\n  b = 1;', 'x ? 1 :'],
  invalid: ['const x = ;', ')', 'a b', 'f((]', 'let let = 1;;)', 'class { a b c'],
};
for (const [status, codes] of Object.entries(samples)) {
  for (const code of codes) {
    test(`${JSON.stringify(code)} is ${status}`, () => assert.equal(isComplete(code).status, status));
  }
}

test('after an opening bracket the next line is indented, within one as the last', () => {
  assert.deepEqual(isComplete('if (a) {'), { status: 'incomplete', indent: '  ' });
  assert.deepEqual(isComplete('if (a) {\n  b();'), { status: 'incomplete', indent: '  ' });
  assert.deepEqual(isComplete('  const f = () =>'), { status: 'incomplete', indent: '    ' });
});

test('two empty lines run what is there', () => {
  assert.equal(isComplete('if (a) {\n\n\n').status, 'complete');
});
