import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DISPLAY } from '../../lib/kernel/display';
import { CheckError, checks, onlyIf } from '../../lib/notebook/checks';

test('checks that hold are shown, as text and as HTML that is safe', () => {
  const report = checks({ 'one < two': 1 < 2 });
  assert.deepEqual(report.passed, ['one < two']);
  const bundle = report[DISPLAY]();
  assert.equal(bundle['text/plain'], '✓ one < two');
  assert.match(String(bundle['text/html']), /one &lt; two/);
});

test('a check that fails throws, with every statement in the message', () => {
  assert.throws(
    () => checks({ 'it holds': true, 'it does not': false }),
    (error) =>
      error instanceof CheckError && error.message === '1 of 2 checks failed\n✓ it holds\n✗ it does not',
  );
});

test('a truthy value is not a true statement, and an empty list of statements is refused', () => {
  assert.throws(() => checks({ 'a number': 1 as unknown as boolean }), CheckError);
  assert.throws(() => checks({}), /at least one/);
});

test('what holds for other parameters only is neither passed nor failed, and says so', () => {
  const report = checks({ 'it holds': true, ...onlyIf(false, { 'as in the <tutorial>': false }) });
  assert.deepEqual([report.passed, report.notAsked], [['it holds'], ['as in the <tutorial>']]);
  const { 'text/plain': words, 'text/html': html } = report[DISPLAY]();
  assert.equal(
    words,
    '✓ it holds\n– as in the <tutorial> (not checked: depends on other parameters or data)',
  );
  assert.match(
    String(html),
    /–<\/span> as in the &lt;tutorial&gt; \(not checked: depends on other parameters or data\)/,
  );
});

test('with the parameters it speaks of, it is asked like any other', () => {
  assert.deepEqual(checks(onlyIf(true, { 'as in the tutorial': true })).passed, ['as in the tutorial']);
  assert.throws(
    () => checks(onlyIf(true, { 'as in the tutorial': false })),
    /1 of 1 checks failed\n✗ as in the tutorial$/,
  );
});
