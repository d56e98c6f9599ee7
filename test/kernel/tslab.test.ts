/** What notebooks written for tslab use, on this kernel. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Session, temporaryProject } from './session';

describe('a notebook for tslab', () => {
  const alone = temporaryProject({});
  let session: Session;
  before(async () => {
    session = await Session.start(alone.notebooks);
    await session.value("import * as tslab from 'tslab';");
  });
  after(() => {
    session?.close();
    alone.remove();
  });

  async function shown(code: string) {
    const { reply, outputs } = await session.execute(code);
    assert.equal(reply.status, 'ok', `${code}: ${reply.evalue}`);
    return outputs.filter(({ type }) => type !== 'execute_input');
  }

  for (const [name, type] of [
    ['html', 'text/html'],
    ['markdown', 'text/markdown'],
    ['latex', 'text/latex'],
    ['svg', 'image/svg+xml'],
    ['text', 'text/plain'],
    ['javascript', 'text/javascript'],
  ]) {
    it(`display.${name} shows ${type}`, async () => {
      const [output] = await shown(`tslab.display.${name}('<b>x</b>')`);
      assert.equal(output!.type, 'display_data');
      assert.equal(output!.data![type!], '<b>x</b>');
      assert.match(String(output!.data!['text/plain']), /^(<b>x<\/b>|\(.*\/.*\))$/);
    });
  }
  for (const [name, type] of [
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['gif', 'image/gif'],
    ['pdf', 'application/pdf'],
  ]) {
    it(`display.${name} shows ${type} in base64`, async () => {
      const [output] = await shown(`tslab.display.${name}(Uint8Array.of(1, 2, 3))`);
      assert.equal(output!.data![type!], 'AQID');
    });
  }

  it('display.raw shows any type', async () => {
    const [output] = await shown("tslab.display.raw('text/x-own', 'y')");
    assert.equal(output!.data!['text/x-own'], 'y');
  });

  it('newDisplay is shown once and then replaced', async () => {
    const outputs = await shown("const d = tslab.newDisplay(); d.text('1'); d.text('2');");
    assert.deepEqual(
      outputs.map(({ type }) => type),
      ['display_data', 'update_display_data'],
    );
  });

  it('versions has the three', async () => {
    assert.equal(await session.value('Object.keys(tslab.versions).join()'), "'tslab,typescript,node'");
  });

  it('require gives the same module', async () => {
    assert.equal(
      await session.value("require('tslab') === require('tslab') && tslab.display.html.length"),
      '1',
    );
  });

  it('a package without types is any, with one hint', async () => {
    alone.write('notebooks/node_modules/untyped/index.js', 'exports.n = 3;');
    const outputs = await shown("import * as untyped from 'untyped'; untyped.n.toFixed(1)");
    assert.match(outputs[0]!.text!, /'untyped' has no types, so its values are `any`.*@types\/untyped/);
    assert.equal(outputs.at(-1)!.data!['text/plain'], "'3.0'");
    const again = await shown("import { n } from 'untyped'; n");
    assert.deepEqual(
      again.map(({ type }) => type),
      ['execute_result'],
    );
  });

  it('a cell with @module is a module, and its next run replaces it', async () => {
    assert.equal(
      (await shown('/** @module shapes */\nexport const sides = (n: number) => n + 1;')).length,
      0,
    );
    assert.equal(await session.value("import { sides } from './shapes'; sides(2)"), '3');
    assert.match((await session.error("sides('2')")).evalue!, /TS2345/);
    await shown('/** @module shapes */\nexport const sides = (n: number) => n * 10;');
    assert.equal(await session.value("import { sides } from './shapes'; sides(2)"), '20');
  });

  it('a package for import only, with its types behind exports', async () => {
    const folder = 'notebooks/node_modules/only-import';
    const exports = { '.': { types: './types/index.d.ts', import: './index.js' } };
    alone.write(`${folder}/package.json`, JSON.stringify({ type: 'module', exports }));
    alone.write(`${folder}/index.js`, 'export const twice = (n) => 2 * n; await 0;');
    alone.write(`${folder}/types/index.d.ts`, 'export declare function twice(n: number): number;');
    assert.equal(await session.value("import { twice } from 'only-import'; twice(4)"), '8');
    assert.equal(await session.value('twice(5)'), '10');
    assert.match((await session.error("twice('4')")).evalue!, /TS2345/);
  });
});

describe("TypeScript's own failures", () => {
  const project = temporaryProject({});
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
    await session.value('const kept = 3; interface Pair { left: number }');
  });
  after(() => {
    session?.close();
    project.remove();
  });

  const deep = `const deep = ${'['.repeat(20_000)}${']'.repeat(20_000)};`;

  it('a cell nested too deeply says so, and the next cells see the earlier ones', async () => {
    const { text } = await session.error(deep);
    assert.match(text, /TypeScript failed on this cell: Maximum call stack size exceeded/);
    assert.equal(await session.value('const pair: Pair = { left: kept }; pair.left'), '3');
  });

  it('completing one finds nothing, and the next completion works', async () => {
    const complete = (code: string) =>
      session.ask<{ matches: string[] }>({ do: 'complete', code, at: code.length });
    assert.deepEqual((await complete(deep)).matches, []);
    assert.ok((await complete('kep')).matches.includes('kept'));
  });
});

describe('the language of today', () => {
  const project = temporaryProject({
    'tsconfig.json': '{ "compilerOptions": { "strict": false, "experimentalDecorators": true } }',
  });
  const strict = temporaryProject({});
  let loose: Session;
  let session: Session;
  before(async () => {
    [loose, session] = await Promise.all([Session.start(project.notebooks), Session.start(strict.notebooks)]);
  });
  after(() => {
    for (const one of [loose, session]) one?.close();
    for (const one of [project, strict]) one.remove();
  });

  it('using disposes at the end of its block', async () => {
    const code =
      'const log: string[] = []; { using _ = { [Symbol.dispose]: () => log.push("closed") }; log.push("open"); } log.join()';
    assert.equal(await session.value(code), "'open,closed'");
  });

  it('predicates are inferred', async () => {
    assert.equal(
      await session.value('const some: number[] = [1, null].filter((x) => x !== null); some[0]'),
      '1',
    );
  });

  it('a standard decorator, and a legacy one by tsconfig.json', async () => {
    const standard =
      'const twice = <T>(f: () => number, _: ClassMethodDecoratorContext<T>) => () => 2 * f();';
    assert.equal(await session.value(`${standard} class A { @twice n() { return 2; } } new A().n()`), '4');
    const legacy =
      'const five = (_: object, __: string, d: PropertyDescriptor) => ({ ...d, value: () => 5 });';
    assert.equal(await loose.value(`${legacy} class B { @five n() { return 1; } } new B().n()`), '5');
  });

  it('tsconfig.json above the notebook sets how strictly cells are checked', async () => {
    assert.equal(await loose.value('function id(x) { return x; } let s: string = null; id(4)'), '4');
    assert.match((await session.error('function id(x) { return x; }')).evalue!, /TS7006/);
  });

  it('@ts-nocheck turns checking off for a cell', async () => {
    assert.equal(await session.value('// @ts-nocheck\nconst n: number = "text"; n'), "'text'");
  });

  it('JSX is compiled, also with a factory of an earlier cell', async () => {
    await session.value(
      'const h = (tag: string, _: unknown, ...inside: string[]) => "<" + tag + ">" + inside.join("");',
    );
    assert.equal(await session.value('/** @jsx h */\n<b>x</b>'), "'<b>x'");
  });

  it('declare global reaches later cells', async () => {
    await session.value('declare global { var shared: number }\nglobalThis.shared = 6;');
    assert.equal(await session.value('shared + 1'), '7');
  });

  it('an older type keeps its meaning when its name is declared again', async () => {
    await session.value('class Film { stars = 5 } const film = new Film();');
    await session.value('class Film { title = "Fargo" }');
    assert.equal(await session.value('film.stars + new Film().title'), "'5Fargo'");
  });
});
