import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptSafe } from '../../lib/core/html/script-safe';

test('strings and regular expressions mean the same, and nothing in them ends a script or hides its end', () => {
  for (const code of [
    '"</script>"',
    '"<!--<script>"',
    '"\\<!--"',
    '"\\\\<!--"',
    '"\\\\\\</SCRIPT>"',
    '`<!--` + `<Script `',
    '/<!--/u.test("<!--")',
    '/^\\<!--$/.test("<!--")',
    '/^\\\\<!--$/.test("\\\\<!--")',
    '"a < b <!b"',
  ]) {
    const safe = scriptSafe(code);
    assert.doesNotMatch(safe, /<(!--|\/?script)/i, code);
    const run = (text: string) => new Function(`return ${text}`)();
    assert.equal(run(safe), run(code), code);
  }
});
