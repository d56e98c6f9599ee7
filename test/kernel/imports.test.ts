/** What `import` and `import()` load in a cell, and what Node's own names for a file are there. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Executed, Session, temporaryProject } from './session';

const TYPES = 'export declare const stars: number;\ndeclare const title: string;\nexport default title;\n';
const AWAITS = 'export const stars = await Promise.resolve(4);\nexport default "Up";\n';

describe('imports', () => {
  const project = temporaryProject({
    'lib/awaits.mjs': AWAITS,
    'lib/deep.mjs': "import { stars } from './awaits.mjs';\nexport const more = stars + 1;\n",
    'lib/plain.mjs': 'export const stars = 3;\n',
    'lib/fails.mjs': "throw new Error('at its top');\n",
    'lib/common.cjs': 'module.exports = { stars: 2 };\n',
    'lib/endless.mjs': 'await new Promise(() => setInterval(() => {}, 1000));\n',
    'notebooks/node_modules/only-import/package.json':
      '{ "type": "module", "types": "index.d.ts", "exports": { ".": { "import": "./index.js" } } }',
    'notebooks/node_modules/only-import/index.js': 'export const stars = 1;\nexport default "Heat";\n',
    'notebooks/node_modules/only-import/index.d.ts': TYPES,
    'notebooks/node_modules/awaits/package.json':
      '{ "type": "module", "types": "index.d.ts", "exports": "./index.js" }',
    'notebooks/node_modules/awaits/index.js': AWAITS,
    'notebooks/node_modules/awaits/index.d.ts': TYPES,
    'notebooks/film.ipynb': '{}',
  });
  const film = join(project.notebooks, 'film.ipynb');
  let session: Session;
  before(async () => {
    process.env.JPY_SESSION_NAME = film;
    session = await Session.start(project.notebooks);
    delete process.env.JPY_SESSION_NAME;
  });
  after(() => {
    session?.close();
    project.remove();
  });

  const values: Record<string, string> = {
    "const a = await import('../lib/awaits.mjs'); a.default + a.stars": "'Up4'",
    "(await import('../lib/deep.mjs')).more": '5',
    "(await import('../lib/plain.mjs')).stars": '3',
    "(await import('../lib/common.cjs')).default.stars": '2',
    "const o = await import('only-import'); o.default + o.stars": "'Heat1'",
    "const p = await import('awaits'); p.default + p.stars": "'Up4'",
    "(await import('awaits')) === (await import('awaits'))": 'true',
    "const path = '../lib/awaits.mjs'; (await import(path)).stars": '4',
    "(await import(new URL('../lib/awaits.mjs', import.meta.url).href)).stars": '4',
    "const load = async () => (await import('../lib/awaits.mjs')).stars; await load()": '4',
    "await import('node:path').then(({ default: d }) => d.basename('a/b'))": "'b'",
  };
  // From the kernel itself, though nothing of that name is installed.
  const kernel = 'recommender-lab-kernel';
  Object.assign(values, {
    [`import { display, openComm } from '${kernel}'; [display.name, openComm.name].join()`]:
      "'display,openComm'",
    [`import { inNotebook } from '${kernel}/display'; inNotebook()`]: 'true',
    [`import * as comms from '${kernel}/comm'; Object.keys(comms).sort()[0]`]: "'acceptComms'",
    [`require('${kernel}') === require('${kernel}')`]: 'true',
  });
  for (const [code, value] of Object.entries(values)) {
    it(code, async () => assert.equal(await session.value(code), value));
  }

  it('takes an edited module with top-level await', async () => {
    project.write('lib/edited.mjs', 'export const stars = await 1;\n');
    const code = "(await import('../lib/edited.mjs')).stars";
    assert.equal(await session.value(code), '1');
    project.write('lib/edited.mjs', 'export const stars = await 2 + 0;\n');
    assert.equal(await session.value(code), '2');
  });

  it('fails with the error of the module, or of its absence', async () => {
    assert.equal((await session.error("await import('../lib/fails.mjs')")).evalue, 'at its top');
    const absent = await session.error("const no = '../lib/nothing.mjs'; await import(no)");
    assert.match(absent.evalue!, /Cannot find module '..\/lib\/nothing.mjs'/);
  });

  it('says what to do where an import statement can’t await', async () => {
    const statement = await session.error("import { stars } from 'awaits';\nstars");
    assert.match(statement.evalue!, /'awaits' is an ES module .* Use `await import\('awaits'\)`/);
    assert.match(statement.text, /line 1/);
  });

  it('prints no warning', async () => {
    const { outputs } = await session.execute(
      "await import('../lib/deep.mjs');\nawait new Promise((r) => setTimeout(r, 50));",
    );
    assert.deepEqual(
      outputs.filter(({ type }) => type === 'stream'),
      [],
    );
  });

  it('is stopped while a module awaits', async () => {
    const executed = await session.ask<Executed>({
      do: 'interrupt',
      code: "await import('../lib/endless.mjs')",
      after: 0.3,
    });
    assert.equal(executed.reply.ename, 'Interrupted');
    assert.equal(await session.value('1 + 1'), '2');
  });

  it('has the names that Node gives a file', async () => {
    const shown = async (code: string) => JSON.parse((await session.value(code)).slice(1, -1));
    assert.deepEqual(await shown('JSON.stringify([__dirname, __filename])'), [project.notebooks, film]);
    assert.deepEqual(
      await shown('JSON.stringify([import.meta.dirname, import.meta.filename, import.meta.url])'),
      [project.notebooks, film, pathToFileURL(film).href],
    );
    assert.equal(await session.value('require.main === module'), 'false');
    assert.deepEqual(await shown('JSON.stringify(module.filename)'), film);
    assert.deepEqual(
      await shown("JSON.stringify(import.meta.resolve('../lib/plain.mjs'))"),
      pathToFileURL(join(project.folder, 'lib/plain.mjs')).href,
    );
    assert.equal(await session.value("const __dirname = 'mine'; __dirname"), "'mine'");
  });
});
