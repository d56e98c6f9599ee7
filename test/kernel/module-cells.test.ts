/** Cells with `@module`, and modules that cells declare. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Session, temporaryProject } from './session';

describe('a cell with @module', () => {
  const project = temporaryProject({});
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
  });
  after(() => {
    session?.close();
    project.remove();
  });

  const add = async (code: string) => assert.equal((await session.execute(code)).reply.status, 'ok', code);

  it('reports type errors with their line, and is a module all the same', async () => {
    const code = '/** @module wrong */\nexport const two = 2;\nexport const three: string = two;';
    const { text } = await session.error(code);
    assert.match(text, /TS2322.*\n.*line 3, column 14[\s\S]*> 3 \| export const three: string = two/);
    assert.equal(await session.value("import { two } from './wrong'; two"), '2');
  });

  it('reports syntax errors, and the module before stays', async () => {
    await add('/** @module kept */\nexport const n = 1;');
    const { text } = await session.error('/** @module kept */\nexport const n = ;');
    assert.match(text, /TS1109[\s\S]*line 2, column 18/);
    assert.equal(await session.value("import { n } from './kept'; n"), '1');
  });

  it('knows no names of other cells, and says so', async () => {
    await add('const outside = 1;');
    const { text } = await session.error('/** @module inside */\nexport const n = outside;');
    assert.match(
      text,
      /Cannot find name 'outside'\. A cell with @module or @browser knows only what it declares and imports\./,
    );
  });

  it('an error that it throws names its line', async () => {
    await add("/** @module thrower */\nexport function fail() {\n  throw new RangeError('far');\n}");
    const { text } = await session.error("import { fail } from './thrower'; fail();");
    assert.match(text, /RangeError: far[\s\S]*line 3[\s\S]*> 3 \| {3}throw new RangeError/);
  });

  it('one that fails while it loads is loaded again', async () => {
    await add(
      "/** @module fickle */\nlet g = globalThis as { tries?: number };\ng.tries = (g.tries ?? 0) + 1;\nif (g.tries === 1) throw new Error('not yet');\nexport const tries = g.tries;",
    );
    assert.match(
      (await session.error("import { tries } from './fickle'; tries")).text,
      /not yet[\s\S]*line 4/,
    );
    assert.equal(await session.value("import { tries } from './fickle'; tries"), '2');
  });

  it('modules import each other, whichever comes first', async () => {
    await session.error(
      "/** @module ping */\nimport { pong } from './pong';\nexport const ping = (n: number): string => n === 0 ? 'ping' : pong(n - 1);",
    );
    await add(
      "/** @module pong */\nimport { ping } from './ping';\nexport const pong = (n: number): string => n === 0 ? 'pong' : ping(n - 1);",
    );
    assert.equal(await session.value("import { ping } from './ping'; ping(3)"), "'pong'");
  });

  it('has top-level await, import() and import.meta', async () => {
    await add(
      "/** @module late */\nconst { sep } = await import('node:path');\nexport const late = await Promise.resolve(sep.length);\nexport const here = import.meta.dirname;",
    );
    await add("/** @module later */\nimport { late } from './late';\nexport const later = late + 1;");
    assert.equal(await session.value("import { later } from './later'; later"), '2');
    assert.equal(await session.value("const { late } = await import('./late'); late"), '1');
    assert.equal(await session.value("import { here } from './late'; here === __dirname"), 'true');
  });

  it('may have JSX', async () => {
    await add(
      '/** @module view */\nconst React = { createElement: (tag: string) => tag };\nexport const view = <p></p>;',
    );
    assert.equal(await session.value("import { view } from './view'; view as unknown"), "'p'");
  });
});

describe('declare module', () => {
  const project = temporaryProject({
    'notebooks/node_modules/untyped/index.js': 'exports.n = 3;',
  });
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
  });
  after(() => {
    session?.close();
    project.remove();
  });

  it('gives types to a package without, in the same cell and in later ones', async () => {
    const declared = "declare module 'untyped' { export const n: number; }";
    const { outputs } = await session.execute(`${declared}\nimport { n } from 'untyped'; n.toFixed(1)`);
    assert.deepEqual(
      outputs.map(({ type }) => type),
      ['execute_input', 'execute_result'],
    );
    await session.value('let other = 1; other');
    assert.match((await session.error("import * as untyped from 'untyped'; untyped.m")).text, /TS2339/);
    assert.equal(await session.value("import * as again from 'untyped'; again.n"), '3');
  });

  it('types a package that is not there', async () => {
    const declared =
      "declare module 'missing-one' { export interface Film { title: string } export const all: Film[]; }";
    assert.equal((await session.execute(declared)).reply.status, 'ok');
    assert.equal(
      await session.value(
        "import type { Film } from 'missing-one'; const f: Film = { title: 'Up' }; f.title",
      ),
      "'Up'",
    );
    assert.match((await session.error('const g: Film = { title: 1 };')).text, /TS2322/);
    assert.match(
      (await session.error("import { all } from 'missing-one'; all")).text,
      /Cannot find module 'missing-one'/,
    );
  });

  it('replaces what an earlier cell declared', async () => {
    assert.equal(
      (await session.execute("declare module 'untyped' { export const n: string; }")).reply.status,
      'ok',
    );
    assert.match(
      (await session.error("import { n as s } from 'untyped'; s.toFixed(1)")).text,
      /TS2551|TS2339/,
    );
  });

  it('reports its own errors with their line', async () => {
    const { text } = await session.error(
      "let a = 1;\ndeclare module 'missing-two' {\n  export const n: Unknown;\n}",
    );
    assert.match(text, /Cannot find name 'Unknown'[\s\S]*line 3, column 19/);
  });

  it('adds to modules that are there', async () => {
    const more = "import 'node:path'; declare module 'node:path' { interface ParsedPath { more?: number } }";
    assert.equal((await session.execute(more)).reply.status, 'ok');
    assert.equal(await session.value("import { parse } from 'node:path'; parse('a').more"), 'undefined');
  });
});
