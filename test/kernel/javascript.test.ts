/** Cells in JavaScript: the kernel's second kernelspec, and loose checks in the first. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Session, temporaryProject } from './session';

describe('a notebook in JavaScript', () => {
  const project = temporaryProject({ 'notebooks/node_modules/bare/index.js': 'exports.n = 3;' });
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks, 'javascript');
  });
  after(() => {
    session?.close();
    project.remove();
  });

  it('names its language', async () => {
    const { language_info: language } = await session.ask<{ language_info: Record<string, string> }>({
      do: 'info',
    });
    assert.deepEqual([language.name, language.file_extension], ['javascript', '.js']);
  });

  const runs: [string, string, string][] = [
    ['fields that only the constructor names', 'class A { constructor(n) { this.n = n; } } new A(3).n', '3'],
    ['a value of another type', "let now = 1; now += 'st'; now", "'1st'"],
    ['a variable that nobody declares', 'counter = 4; counter + 1', '5'],
    ['and is used by a later cell', 'counter', '4'],
    ['methods on a prototype', 'function B() {} B.prototype.two = () => 2; new B().two()', '2'],
    ['require', "const { basename } = require('path'); basename('a/b')", "'b'"],
    ['what an earlier cell has required', "basename('c/d')", "'d'"],
    ['import and top-level await', "import { sep } from 'path'; await 0; sep.length", '1'],
    ['names that are reserved in strict code', 'const package = 5, interface = 1; package + interface', '6'],
    ['JSX', "const React = { createElement: (tag, { id }) => tag + id }; <p id='x'></p>", "'px'"],
    ['types in comments', "/** @typedef {'a' | 'b'} Letter */ /** @type {Letter} */ const c = 'z'; c", "'z'"],
    ['an import of tslab', "import fs from 'fs'; import * as tslab from 'tslab'; 1", '1'],
    ['which later cells see', 'typeof tslab.display.html', "'function'"],
    ['packages without types', "import * as bare from 'bare'; const other = require('bare'); bare.n", '3'],
    ['and is seen later', 'bare.n + other.n', '6'],
    ['a redeclared variable', 'const c = 1; c', '1'],
    ['export', 'export const d = 8; d', '8'],
  ];
  for (const [name, code, value] of runs) {
    it(`runs ${name}`, async () => assert.equal(await session.value(code), value));
  }

  it('a syntax error names its line', async () => {
    const { text } = await session.error('let y = 1;\nlet z = ;');
    assert.match(text, /TS1109: Expression expected[\s\S]*line 2, column 9/);
  });

  it('an unknown name is an error when it is reached', async () => {
    const { reply, outputs } = await session.execute("console.log('before'); missing();");
    assert.deepEqual([reply.ename, reply.evalue], ['ReferenceError', 'missing is not defined']);
    assert.equal(outputs.find(({ type }) => type === 'stream')?.text, 'before\n');
  });

  it('types are syntax errors', async () => {
    assert.match((await session.error('let t: number = 1')).evalue!, /TS8010/);
  });

  it('// @ts-check checks a cell as TypeScript checks JavaScript', async () => {
    assert.match((await session.error("// @ts-check\nlet n = 1; n = 'a'")).evalue!, /TS2322/);
  });

  it('completes members', async () => {
    await session.value('class Film { constructor() { this.title = ""; } } const film = new Film(); 1');
    const { matches } = await session.ask<{ matches: string[] }>({ do: 'complete', code: 'film.ti', at: 7 });
    assert.deepEqual(matches, ['title']);
  });
});

describe('loose checks', () => {
  const project = temporaryProject({});
  let strict: Session;
  let loose: Session;
  before(async () => {
    [strict, loose] = await Promise.all([
      Session.start(project.notebooks),
      Session.start(project.notebooks, 'loose'),
    ]);
  });
  after(() => {
    for (const one of [strict, loose]) one?.close();
    project.remove();
  });

  const pasted = 'function add(a, b) { return a + b; } let sum = add(1, 2); sum';

  it('// @ts-nocheck runs a cell whatever its types, and later cells see its names', async () => {
    assert.match((await strict.error(pasted)).evalue!, /TS7006/);
    assert.equal(await strict.value(`// @ts-nocheck\n${pasted}`), '3');
    assert.equal(await strict.value("// @ts-nocheck\nlet n: number = 'a'; n + add('b', n)"), "'aba'");
    assert.equal(await strict.value('add(sum, 1)'), '4');
  });

  it('the kernel with tslab’s name takes what tslab takes', async () => {
    assert.equal(await loose.value(pasted), '3');
    assert.match((await loose.error("let x: number = 'a'")).evalue!, /TS2322/);
  });
});
