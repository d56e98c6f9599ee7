import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasStrayDollar, holdOutFormulas, putBackFormulas } from '../../lib/notebook-files/formulas';

/** The formulas found in a text, in TeX, and the text around them. */
function found(markdown: string): [string[], string] {
  const { markdown: text, formulas } = holdOutFormulas(markdown, 'here');
  const tex = [...formulas.values()].map(
    (html) => /<annotation[^>]*>([\s\S]*?)<\/annotation>/.exec(html)?.[1] ?? '',
  );
  return [tex, text.replace(/FORMULA\d+HELDOUT/g, '¤')];
}

test('formulas in a line and of their own lines', () => {
  assert.deepEqual(found('the mean $\\bar r_u$ and $n=3$.'), [['\\bar r_u', 'n=3'], 'the mean ¤ and ¤.']);
  assert.deepEqual(found('so\n\n$$\na_i\n+ b_i\n$$\n\nend'), [['a_i\n+ b_i'], 'so\n\n¤\n\nend']);
  assert.deepEqual(found('$a\nb$'), [['a\nb'], '¤']);
});

test('sums of money are not taken for formulas', () => {
  for (const text of ['costs $5 and $6', '\\$5 and \\$6 \\$', '$ 5 $', '$5-$10', 'a$\n\nb$']) {
    assert.deepEqual(found(text), [[], text]);
  }
});

test('code is left alone', () => {
  for (const text of [
    '`$a$`',
    '``x ` $a$``',
    '```ts\nconst a = `$b$`;\n```\n',
    '~~~\n$a$\n~~~',
    '```\n$a$',
  ]) {
    assert.deepEqual(found(text), [[], text]);
  }
  assert.deepEqual(found('`x` $a$ `y`'), [['a'], '`x` ¤ `y`']);
  assert.deepEqual(found('```\n$a$\n```\n$b$'), [['b'], '```\n$a$\n```\n¤']);
});

test('formulas come back as MathML, display ones as blocks', () => {
  const { markdown, formulas } = holdOutFormulas('$a_i$ $$b$$ $c$', 'here');
  const html = putBackFormulas(`<p>${markdown}</p>`, formulas);
  assert.equal(html.match(/<math /g)?.length, 3);
  assert.equal(html.match(/display="block"/g)?.length, 1);
  assert.ok(!html.includes('HELDOUT'));
});

test('eleven formulas don’t get mixed up', () => {
  const texts = Array.from({ length: 11 }, (_, i) => `$x_{${i}}$`).join(' ');
  const { markdown, formulas } = holdOutFormulas(texts, 'here');
  const html = putBackFormulas(markdown, formulas);
  assert.deepEqual(
    [...html.matchAll(/x_\{(\d+)\}/g)].map((m) => m[1]),
    [...Array(11).keys()].map(String),
  );
});

test('an invalid formula is an error that names the place', () => {
  assert.throws(
    () => holdOutFormulas('$\\frac{1}$', 'x.ipynb: cell 3'),
    /^DataError: x\.ipynb: cell 3: a formula is not/,
  );
});

test('a stray dollar sign is noticed', () => {
  for (const text of ['costs $5', 'from $5 and $6', '$ a $']) assert.ok(hasStrayDollar(text), text);
  for (const text of ['$a$', '\\$5', '`$5`', '```\n$5\n```', '$$a$$']) assert.ok(!hasStrayDollar(text), text);
});
