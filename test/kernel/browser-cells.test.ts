/** Cells with `@browser`, which are bundled and run in the page. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Session, sharedKernel } from './session';

const kernel = sharedKernel({
  'notebooks/node_modules/paint/package.json':
    '{"exports":{".":{"types":"./i.d.ts","browser":"./page.js","default":"./node.js"}}}',
  'notebooks/node_modules/paint/i.d.ts': 'export declare const where: string;',
  'notebooks/node_modules/paint/page.js': "export const where = 'the page', unused = 'not bundled';",
  'notebooks/node_modules/paint/node.js': "exports.where = 'Node';",
  'notebooks/local.ts': "export const local = 'a file';",
});

describe('a cell with @browser', () => {
  let session: Session;
  before(async () => {
    session = await kernel();
  });

  async function shown(code: string): Promise<string> {
    const { reply, outputs } = await session.execute(`/** @browser */\n${code}`);
    assert.equal(reply.status, 'ok', `${code}: ${reply.evalue}`);
    const [output] = outputs.filter(({ type }) => type === 'display_data');
    return String(output?.data?.['text/html']);
  }

  it('is shown as a script with what it imports, the browser versions of packages', async () => {
    await session.execute("/** @module shapes */\nexport const shape = 'a cell';");
    const html = await shown(
      "import { where } from 'paint';\nimport { shape } from './shapes';\nimport { local } from './local';\nelement.textContent = where + shape + local;",
    );
    assert.match(html, /^<div data-browser-cell="(\w{16})"><\/div>\n<script type="module">\n/);
    assert.match(html, /"the page".*"a cell".*"a file"|"a file".*"a cell"/s);
    assert.doesNotMatch(html, /not bundled|Node/);
  });

  it("knows the page's globals, and not Node's", async () => {
    await shown("document.createElement('canvas').getContext('2d')?.fillRect(0, 0, 1, 1);");
    const { text } = await session.error('/** @browser */\n\nprocess.cwd();');
    assert.match(
      text,
      /Cannot find name 'process'\. A cell with @module or @browser knows only[\s\S]*line 3, column 1/,
    );
    assert.match((await session.error('document.title')).text, /Cannot find name 'document'/);
  });

  it('is checked', async () => {
    assert.match(
      (await session.error('/** @browser */\nelement.innerHTML = 3;')).text,
      /TS2322[\s\S]*line 2/,
    );
  });

  it('may have JSX, top-level await, and what ends a script', async () => {
    const jsx = await shown(
      '/** @jsx h */\nconst h = (tag: string) => document.createElement(tag);\nelement.append(<b></b> as any);',
    );
    assert.match(jsx, /"b"/);
    assert.match(
      await shown(
        "const text = await (await fetch('/api')).text(); element.textContent = text + '</script>';",
      ),
      /await/,
    );
    assert.equal((await shown("element.textContent = '</script>';")).match(/<\/script/g)?.length, 1);
  });

  it('may have what hides the end of a script, in any kind of text', async () => {
    const html =
      await shown(`const hidden = '<!--<script>', own = \`<!--\${1}<script>\`, raw = String.raw\`\\<!--<script>\`;
const patterns = [/\\<!--<script>/, /^<!--<script>$/u];
let count: any = 3;
element.textContent = [hidden, own, raw, ...patterns.map((one) => one.test(hidden)), (1 as any) < !--count].join();`);
    const [, js] = /^<div[^>]*><\/div>\n<script type="module">\n([\s\S]*)<\/script>$/.exec(html)!;
    assert.doesNotMatch(js!, /<!--/);
    const element = { textContent: '', dataset: {} };
    const code = js!.replace(/^export\b.*$/gm, '');
    await new Function('document', `return (async () => { ${code} })()`)({ querySelector: () => element });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(element.textContent, '<!--<script>,<!--1<script>,\\<!--<script>,true,true,false');
  });

  it('a module with @browser is for such cells only', async () => {
    assert.equal(
      (await session.execute('/** @module title @browser */\nexport const title = document.title;')).reply
        .status,
      'ok',
    );
    assert.match(
      await shown("import { title } from './title'; element.textContent = title;"),
      /document\.title/,
    );
    assert.match(
      (await session.error("import { title } from './title';")).text,
      /Cannot find module '\.\/title'/,
    );
  });

  it('an import of a package that is missing says so', async () => {
    assert.match((await session.error("/** @browser */\nimport 'no-such-package';")).text, /no-such-package/);
  });

  it("completes the page's names", async () => {
    const code = '/** @browser */\nelement.textCo';
    const { matches } = await session.ask<{ matches: string[] }>({ do: 'complete', code, at: code.length });
    assert.deepEqual(matches, ['textContent']);
  });

  it('leaves other cells as they are', async () => {
    assert.equal(await session.value('const n = 4; n'), '4');
  });
});
