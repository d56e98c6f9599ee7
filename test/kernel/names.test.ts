/** Any name that the language allows is a variable like any other: live, kept after a failure, inspected. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isComplete } from '../../lib/kernel/protocol/is-complete';
import { Session, temporaryProject } from './session';

const ZWNJ = '\u200c';
const ZWJ = '\u200d';

/** What each name is an example of. */
const NAMES: Record<string, string> = {
  'combining marks': 'हिन्दी',
  'a joiner that keeps letters together': `क्${ZWJ}ष`,
  'a joiner that keeps letters apart': `می${ZWNJ}خواهم`,
  'a letter outside the first plane': '𝒳',
  'an accent of its own': 'e\u0301te\u0301',
  'digits and dots of other scripts': 'a·b٣',
  'a dollar': '$',
  'one underscore': '_x',
  'two underscores': '__x',
  'three underscores': '___x',
  'what CommonJS fills': 'exports',
  'what loads modules': 'require',
  'what Node says of a file': '__dirname',
  'a method of every object': 'toString',
  'what every object has': 'constructor',
  'the prototype': '__proto__',
  'a type of the language': 'Object',
  'a word that is reserved elsewhere': 'of',
};

describe('names', () => {
  const project = temporaryProject({
    'lib/نام.ts': `export const می${ZWNJ}رود = 7;\n`,
  });
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
  });
  after(() => {
    session?.close();
    project.remove();
  });

  for (const [what, name] of Object.entries(NAMES)) {
    it(`${what}: ${name}`, async () => {
      await session.value(`let other = 0, ${name} = 1; const next = () => ++${name} + ++other;`);
      assert.equal(await session.value(`other = 20; ${name} = 10; next()`), '32');
      assert.equal(await session.value(`({ ${name} })['${name}'] + ${name}`), '22');
      await session.error(`throw new Error('early'); let ${name} = 'late';`);
      assert.equal(await session.value(`${name}.toFixed(1) + other`), "'11.021'");
      assert.equal(await session.value(`function f(${name}: number) { return ${name} + other; } f(1)`), '22');
      const { reply } = await session.execute(`${name}?`);
      const [page] = (reply as { payload?: { data: Record<string, string> }[] }).payload ?? [];
      assert.equal(page?.data['text/plain'], `let ${name}: number`);
    });
  }

  it('a function that is only declared', async () => {
    assert.equal(
      await session.value(
        'declare function twice(n: number): number;\n(globalThis as any).twice = (n: number) => 2 * n;\ntwice(4)',
      ),
      '8',
    );
  });

  it('a name with two question marks, as in IPython', async () => {
    const { reply } = await session.execute('parseInt ??');
    const [page] = (reply as { payload?: { data: Record<string, string> }[] }).payload ?? [];
    assert.match(page?.data['text/plain'] ?? '', /^function parseInt\(/);
  });

  it('a constant that is called like a method of every object', async () => {
    await session.value("const toString = (n: number) => '<' + n + '>', valueOf = 3;");
    assert.equal(await session.value('toString(4) + valueOf'), "'<4>3'");
  });

  it('a name that is written with escapes', async () => {
    await session.value('let \\u0061bc = 1; const more = () => ++abc;');
    assert.equal(await session.value('abc = 10; more()'), '11');
    await session.error("throw new Error('early'); let abc = 'late';");
    assert.equal(await session.value('\\u{61}bc'), '11');
  });

  it('keeps joiners in texts and property names', async () => {
    const family = `👨${ZWJ}👩${ZWJ}👧`;
    assert.equal(await session.value(`const t: '${family}' = '${family}'; t.length`), '8');
    assert.equal(await session.value(`JSON.parse('{"a${ZWNJ}b": 3}').a${ZWNJ}b`), '3');
    assert.equal(
      await session.value(`(Reflect.ownKeys({ a${ZWNJ}b: 1 })[0] as string).length + t`),
      `'3${family}'`,
    );
    const { evalue } = await session.error(`a${ZWNJ}b`);
    assert.equal(
      evalue,
      `TS2304: Cannot find name 'a${ZWNJ}b'. Run the cells above first if they declare it. (line 1)`,
    );
    assert.equal(isComplete(`let a${ZWNJ}b = 1`).status, 'complete');
  });

  it('imports names with joiners', async () => {
    assert.equal(await session.value(`import { می${ZWNJ}رود } from '../lib/نام'; می${ZWNJ}رود`), '7');
  });

  it('names of properties that the kernel itself uses', async () => {
    await session.value("const o: { exports: number; require: string } = { exports: 1, require: 'a' };");
    assert.equal(await session.value('o.exports.toFixed(1) + o.require'), "'1.0a'");
    await session.value(
      'let total = 0; const add = (exports: number, require = 1) => { total += exports + require; };',
    );
    assert.equal(
      await session.value(
        'const twice = (exports: number) => { add(exports); add(exports); }; twice(2); total',
      ),
      '6',
    );
  });
});
