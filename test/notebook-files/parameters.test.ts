import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import { readNotebook, tagsOf } from '../../lib/notebook-files/ipynb';
import { parseValue } from '../../lib/notebook-files/parameter-type';
import { declaredParameters, withParameters } from '../../lib/notebook-files/parameters';

const tiny = readNotebook(join(__dirname, 'fixtures', 'tiny.ipynb'));
const set = (settings: Record<string, string>) =>
  withParameters(tiny, new Map(Object.entries(settings)), 'tiny.ipynb');

/** The source that a value becomes for a parameter declared like this; undefined when it doesn't fit. */
function valueFor(declaration: string, text: string): string | undefined {
  const [parameter] = declaredParameters(declaration);
  assert.ok(parameter?.type, `${declaration} can be set`);
  const parsed = parseValue(text, parameter.type);
  return parsed.ok ? parsed.code : undefined;
}

test('parameters are the top-level constants, with their types and defaults', () => {
  const source = `
    // const GHOST = 1;
    type Metric = 'cosine' | 'msd';
    const A = 20;
    const B: Metric = 'cosine';
    const C = ['a', 'b'], D = -0.5;
    let moving = 3;
    if (A > 1) { const inner = 4; }
    const E = Math.max(1, 2);
    const F: readonly (number | null)[] = [1, null];
    const { g } = { g: 1 };
    const text = 'const H: number = 1;';
  `;
  const found = declaredParameters(source).map((p) => [p.name, p.typeText, p.defaultText, p.type?.kind]);
  assert.deepEqual(found, [
    ['A', 'number', '20', 'number'],
    ['B', 'Metric', "'cosine'", 'union'],
    ['C', 'string[]', "['a', 'b']", 'array'],
    ['D', 'number', '-0.5', 'number'],
    ['E', 'inferred', 'Math.max(1, 2)', undefined],
    ['F', 'readonly (number | null)[]', '[1, null]', 'array'],
    ['text', 'string', "'const H: number = 1;'", 'string'],
  ]);
});

test('names of any script, with joiners too', () => {
  const source =
    "type می\u200cخواهم = 'a\u200cb' | 'c';\nconst नि\u200d: می\u200cخواهم = 'a\u200cb', 𝒳 = 1, __x = 2;";
  const found = declaredParameters(source).map((p) => [p.name, p.typeText, p.defaultText, p.type?.kind]);
  assert.deepEqual(found, [
    ['नि\u200d', 'می\u200cخواهم', "'a\u200cb'", 'union'],
    ['𝒳', 'number', '1', 'number'],
    ['__x', 'number', '2', 'number'],
  ]);
  assert.equal(valueFor("const X: 'a\u200cb' | 'c' = 'c';", 'a\u200cb'), '"a\u200cb"');
});

test('numbers stay as they were written', () => {
  for (const text of ['20', '-3', '0.10', '1e-3', '.5']) assert.equal(valueFor('const X = 1;', text), text);
  assert.equal(valueFor('const X = 1;', '+007'), '7');
});

test('anything but a number is refused', () => {
  for (const text of ['', 'ten', '1,5', '0x10', 'NaN', 'Infinity', '1e999', '1; process.exit()', '[1]']) {
    assert.equal(valueFor('const X: number = 1;', text), undefined, text);
  }
});

test('texts and booleans', () => {
  assert.equal(valueFor("const X = 'a';", '5'), '"5"');
  assert.equal(valueFor("const X = 'a';", `it's "so"\n`), JSON.stringify(`it's "so"\n`));
  assert.equal(valueFor("const X = 'a';", "'quoted'"), '"quoted"');
  assert.equal(valueFor("const X = 'a';", ''), '""');
  assert.equal(valueFor('const X = true;', 'false'), 'false');
  assert.equal(valueFor('const X = true;', '1'), undefined);
});

test('unions of literals take their members only', () => {
  assert.equal(valueFor("const X: 'a' | 'b' = 'a';", 'b'), '"b"');
  assert.equal(valueFor("const X: 'a' | 'b' = 'a';", 'c'), undefined);
  assert.equal(valueFor("const X: 'a' | 'b' = 'a';", 'B'), undefined);
  assert.equal(valueFor('const X: 5 | -10 = 5;', '-10'), '-10');
  assert.equal(valueFor('const X: number | null = null;', 'null'), 'null');
  assert.equal(valueFor('const X: string | number = 1;', '5'), '5');
});

test('arrays are JSON or separated by commas', () => {
  assert.equal(valueFor('const X = [1];', '1, 2,3'), '[1, 2, 3]');
  assert.equal(valueFor('const X: number[] = [];', '[1,2.5]'), '[1, 2.5]');
  assert.equal(valueFor('const X: number[] = [];', '[1,"2"]'), undefined);
  assert.equal(valueFor('const X: number[] = [];', '1,,2'), undefined);
  assert.equal(valueFor('const X: number[] = [1];', ''), '[]');
  assert.equal(valueFor("const X: Array<'a' | 'b'> = [];", 'a,b'), '["a", "b"]');
  assert.equal(valueFor("const X: Array<'a' | 'b'> = [];", '["c"]'), undefined);
  assert.equal(valueFor("const X = ['a'];", '["x, y","z"]'), '["x, y", "z"]');
  assert.equal(valueFor('const X: [number, string] = [1, "a"];', '3,b'), '[3, "b"]');
  assert.equal(valueFor('const X: [number, string] = [1, "a"];', '3'), undefined);
});

test('the values stand in a cell of their own right after the parameters', () => {
  const changed = set({ COUNT: '7', KIND: 'scatter' });
  assert.equal(changed.cells.length, tiny.cells.length + 1);
  assert.deepEqual(tagsOf(changed.cells[3]!), ['injected-parameters']);
  assert.equal(
    changed.cells[3]!.source,
    `const COUNT: number = 7;\nconst KIND: 'bar' | 'scatter' = "scatter";`,
  );
  assert.equal(tiny.cells.length, 14);
});

test('an undeclared name is refused, with a list of the declared ones', () => {
  const lists =
    /has no parameter COUNTS\. Its parameters:\n {2}COUNT: number = 5\n {2}NAME: string = 'stars'\n/;
  assert.throws(
    () => set({ COUNT: '7', COUNTS: '7' }),
    (error) => error instanceof OptionError && lists.test(error.message),
  );
});

test('a wrong value is refused with name, value, and what is allowed', () => {
  assert.throws(
    () => set({ KIND: 'pie' }),
    /KIND must be one of "bar", "scatter"; got "pie"\. \(Default: 'bar'\)/,
  );
  assert.throws(() => set({ COUNT: 'many' }), /COUNT must be a number such as .*; got "many"/);
  assert.throws(
    () => set({ SHIFTS: '1,b' }),
    /SHIFTS must be a list \(JSON or comma-separated\), each a number .*; got "1,b"/,
  );
  assert.throws(() => set({ LOUD: 'yes' }), /LOUD must be true or false; got "yes"/);
});

test('a notebook without a parameters cell has nothing to set', () => {
  const bare = { ...tiny, cells: tiny.cells.filter((cell) => !tagsOf(cell).includes('parameters')) };
  assert.throws(() => withParameters(bare, new Map([['A', '1']]), 'x.ipynb'), /x\.ipynb has no cell tagged/);
  assert.equal(withParameters(bare, new Map(), 'x.ipynb'), bare);
});
