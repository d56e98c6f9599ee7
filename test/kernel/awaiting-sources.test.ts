/** TypeScript files with a top-level await, which cells and other files import. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Executed, Session, temporaryProject } from './session';

describe('a source with a top-level await', () => {
  const project = temporaryProject({
    'lib/plain.ts':
      'globalThis.order = [];\nexport const plain: number = 1;\ndeclare global { var order: string[] }',
    'lib/awaits.ts':
      "import { plain } from './plain';\norder.push('awaits');\nexport let awaited: number = await Promise.resolve(plain + 6);\nexport const set = (n: number) => { awaited = n; };",
    'lib/imports-it.ts':
      "import { awaited } from './awaits';\norder.push('imports-it');\nexport const doubled = () => 2 * awaited;",
    'lib/both.mts':
      "import { doubled } from './imports-it';\nimport { awaited } from './awaits';\nexport default await doubled() + awaited;\nexport const url = import.meta.url.slice(-13);\nexport const { sep } = await import('node:path');",
    'lib/one.ts':
      "import { two } from './two';\nexport const one = (n: number): string => n === 0 ? 'one' : two(n - 1);\nexport const first = await Promise.resolve('first');",
    'lib/two.ts':
      "import { first, one } from './one';\nexport const two = (n: number): string => n === 0 ? 'two' : one(n - 1);\nexport const later = () => first;\nawait null;",
    'lib/fails.mts':
      "interface Gone { a: 1 }\n\nawait null;\nconst f = (): never => {\n  throw new RangeError('far');\n};\nexport const never: string = f();",
    'lib/waits.ts':
      'const state = globalThis as { isSlow?: boolean; rounds?: number };\nwhile (state.isSlow) {\n  state.rounds = (state.rounds ?? 0) + 1;\n  await new Promise((r) => setTimeout(r, 5));\n}\nexport const waited = 3;',
    'lib/loops.ts':
      'await null;\nwhile ((globalThis as { isSlow?: boolean }).isSlow);\nexport const looped: number = 4;',
    'lib/edited.ts': 'export const edited: number = await 1;',
  });
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
  });
  after(() => {
    session?.close();
    project.remove();
  });

  it('is loaded once, before what imports it, and its exports are live', async () => {
    const code =
      "import { doubled } from '../lib/imports-it';\nimport { awaited, set } from '../lib/awaits';\n";
    assert.equal(
      await session.value(`${code}[doubled(), awaited, order.join()]`),
      "[ 14, 7, 'awaits,imports-it' ]",
    );
    assert.equal(await session.value('set(8); doubled()'), '16');
    assert.equal(await session.value(`${code}[doubled(), order.length]`), '[ 16, 2 ]');
  });

  it('imports others, and has import() and import.meta', async () => {
    assert.equal(
      await session.value("import sum, { url, sep } from '../lib/both.mts'; [sum, url, sep.length]"),
      "[ 24, '/lib/both.mts', 1 ]",
    );
  });

  it('is loaded by import(), whatever its path', async () => {
    assert.equal(
      await session.value("const at = './two'; (await import('../lib/' + at)).later()"),
      "'first'",
    );
  });

  it('may be in a cycle', async () => {
    assert.equal(
      await session.value(
        "import { one } from '../lib/one'; import { later } from '../lib/two'; [one(3), later()]",
      ),
      "[ 'two', 'first' ]",
    );
  });

  it('reports what it throws with its line, each time', async () => {
    for (let i = 0; i < 2; i++) {
      const { evalue, text } = await session.error("import { never } from '../lib/fails.mts'; never");
      assert.equal(evalue, 'far');
      assert.match(text, /lib\/fails\.mts:5:9[\s\S]*lib\/fails\.mts:7:30/);
    }
  });

  it('is taken as edited, and so is what imports it', async () => {
    project.write(
      'lib/imports-edited.ts',
      "import { edited } from './edited';\nexport const next = edited + 1;",
    );
    const code =
      "import { edited } from '../lib/edited'; import { next } from '../lib/imports-edited'; [edited, next]";
    assert.equal(await session.value(code), '[ 1, 2 ]');
    project.write('lib/edited.ts', 'export const edited: number = await Promise.resolve(21);');
    assert.equal(await session.value(code), '[ 21, 22 ]');
    project.write('lib/edited.ts', 'export const edited = 31;');
    assert.equal(await session.value(code), '[ 31, 32 ]');
  });

  for (const [name, exported] of [
    ['waits', 'waited'],
    ['loops', 'looped'],
  ]) {
    it(`a stop while it loads ends it (${name}), and it is loaded again`, async () => {
      await session.value('(globalThis as { isSlow?: boolean }).isSlow = true');
      const code = `import { ${exported} } from '../lib/${name}';\n${exported}`;
      const { reply, seconds } = await session.ask<Executed>({ do: 'interrupt', code, after: 0.8 });
      assert.equal(reply.ename, 'Interrupted');
      assert.ok(seconds! < 5, `${seconds} s`);
      const rounds = await session.value('(globalThis as { rounds?: number }).rounds');
      await session.value('await new Promise((r) => setTimeout(r, 50))');
      assert.equal(await session.value('(globalThis as { rounds?: number }).rounds'), rounds);
      await session.value('(globalThis as { isSlow?: boolean }).isSlow = false');
      assert.equal(await session.value(code), name === 'waits' ? '3' : '4');
    });
  }

  it('one that is still loading in the background is not loaded twice', async () => {
    project.write(
      'lib/slow.ts',
      "order.push('slow');\nawait new Promise((r) => setTimeout(r, 300));\nexport const slow: number = 5;",
    );
    await session.value("order.length = 0; const promised = import('../lib/slow');");
    assert.equal(await session.value("import { slow } from '../lib/slow'; [slow, order.length]"), '[ 5, 1 ]');
    assert.equal(await session.value('(await promised).slow'), '5');
  });

  it('`require` says that it can’t wait', async () => {
    project.write('lib/unseen.ts', 'export default await 1;');
    assert.match(
      (await session.error("require('../lib/unseen')")).evalue!,
      /has a top-level await, for which/,
    );
  });

  it('a cell with @module imports it', async () => {
    await session.execute(
      "/** @module mine */\nimport { awaited } from '../lib/awaits';\nexport const mine = awaited + 1;",
    );
    assert.equal(await session.value("import { mine } from './mine'; mine"), '9');
  });
});
