/** The API reference of an exported site. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { ROOT } from '../../lib/notebook-files/environment';
import { readDeclarations } from '../../lib/notebook-files/reference/declarations';
import { commentMarkdown } from '../../lib/notebook-files/reference/doc-comment';
import { type Reference, referencePages } from '../../lib/notebook-files/reference/reference-pages';
import { renderedReference } from '../../lib/notebook-files/reference/rendered-reference';
import { openRenderer } from '../../lib/notebook-files/render';
import { Site } from '../../lib/notebook-files/site';

/** Folders for users of the library, where algorithms and their neighbors are. */
const FOLDERS = readdirSync(join(ROOT, 'lib')).filter(
  (name) => !/^(kernel|notebook-files|workshop)$/.test(name),
);

let reference: Reference;
before(() => {
  reference = referencePages(ROOT);
});

const headings = (text: string) => [...text.matchAll(/^#{2,3} (.+)$/gm)].map(([, title]) => title!);
const none = () => undefined;

test('every exported name of the library is in the reference, on the page of its folder', () => {
  const titles = new Map(
    reference.pages.map(({ title, notebook }) => [
      title,
      new Set(notebook.cells.flatMap(({ source }) => headings(source))),
    ]),
  );
  const missing: string[] = [];
  let count = 0;
  for (const folder of FOLDERS) {
    for (const entry of readdirSync(join(ROOT, 'lib', folder), { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.ts')) continue;
      const path = ['lib', folder, ...entry.split(/[\\/]/)];
      const page = path.slice(0, Math.min(3, path.length - 1)).join('/');
      const source = readFileSync(join(ROOT, ...path), 'utf8');
      for (const [, name] of source.matchAll(
        /^export (?:async |abstract )*(?:function\*?|class|interface|type|const|enum) (\w+)/gm,
      )) {
        count++;
        const found = titles.get(page);
        const base = path.at(-1)!.replace(/\.ts$/, '');
        if (
          !found?.has(name!) &&
          !found?.has(`${name} (${base})`) &&
          !found?.has(`${name} (${path.join('/')})`)
        )
          missing.push(`${path.join('/')}: ${name}`);
      }
    }
  }
  assert.ok(count > 1000, `${count}`);
  assert.deepEqual(missing, []);
});

test('no page explains a solution of an exercise, or the insides of the kernel', () => {
  const files = reference.pages.flatMap(({ places }) => [...places.keys()]);
  assert.ok(files.includes('lib/workshop/exercise.ts') && files.includes('lib/kernel/display.ts'));
  assert.deepEqual(
    files.filter((file) => /solutions|exercises|kernel\/.+\/|notebook-files/.test(file)),
    [],
  );
});

test('on a page, a link leads to a heading or a line that is there, and headings differ', async (t) => {
  const some = ['api', 'api-lists', 'api-math-dense', 'api-models-item-item'];
  const renderer = openRenderer();
  t.after(() => renderer.close());
  const signal = new AbortController().signal;
  const folder = mkdtempSync(join(tmpdir(), 'lab-reference-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const chosen = { ...reference, pages: reference.pages.filter(({ name }) => some.includes(name)) };
  const { pages, bodies } = await renderedReference(chosen, renderer, signal);
  const site = new Site(folder);
  site.addReference(pages, bodies);
  const html = new Map(
    some.map((name) => [`${name}.html`, readFileSync(join(folder, `${name}.html`), 'utf8')]),
  );
  let checked = 0;
  for (const [page, text] of html) {
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, `ids of ${page}`);
    for (const [, file, id] of text.matchAll(/<a\b[^>]* href="([^"#]*)#([^"]+)"/g)) {
      const target = html.get(file || page);
      if (target === undefined) continue;
      assert.ok(target.includes(` id="${decodeURIComponent(id!)}"`), `${page}: ${file}#${id}`);
      checked++;
    }
  }
  assert.ok(checked > 100, `${checked}`);
  const ease = html.get('api-models-item-item.html')!;
  assert.match(ease, /import \{ EASE \} from '..\/lib\/models\/models'/);
  assert.match(ease, /score_ui = Σ_\{j ∈ I_u\} w_uj b_ji/, 'the formula');
  assert.match(
    ease,
    /H\. Steck, &quot;Embarrassingly Shallow|H\. Steck, "Embarrassingly Shallow/,
    'the source',
  );
  assert.match(ease, /<a href="api-models-item-item\.html#ItemItemModel">ItemItemModel<\/a>/, 'a type');
  assert.match(ease, /<span class="kt"><a href="api-[\w-]+\.html#\w+">[A-Z]/, 'a type after a colon');
  assert.match(ease, /<i id="lib-models-item-item-ease-ts-\d+">\d+<\/i>export class EASE /, 'the line');
  assert.match(readFileSync(join(folder, 'index.html'), 'utf8'), /<a href="api\.html">API reference<\/a>/);
  assert.match(readFileSync(join(folder, 'assets', 'search.js'), 'utf8'), /"title":"EASE"/);
  const notebook = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  const page = site.add(
    notebook,
    join(ROOT, 'notebooks', 'a.ipynb'),
    '<a href="../lib/models/item-item/ease.ts">EASE</a>',
  );
  assert.match(readFileSync(page, 'utf8'), /href="api-models-item-item\.html#EASE"/, 'from a notebook');
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  assert.doesNotMatch(index, /api-lists/, 'the pages are not in the list of notebooks');
});

test('a signature has what is public, and neither bodies nor "export"', () => {
  const source = `/** The file. */
import { B } from './b';

/** A thing. */
export class Thing extends B {
  /** Its size. */
  readonly size = 1;
  #own = 2;
  private readonly hidden = 3;
  protected inner(): void {}
  static { }
  /** Grows it, see {@link B}. */
  grow(by: number): this {
    return this;
  }
  get half() { return 1; }
}
export function twice(x: number): number;
export function twice(x: string): string;
export function twice(x: unknown) { return x; }
export const half = (x: number): number => x / 2;
export const { A, C: [D] } = B;
export { B } from './b';
`;
  const { comment, declared, main, passedOn } = readDeclarations('lib/a/thing.ts', source);
  assert.equal(comment, '/** The file. */');
  assert.deepEqual(passedOn, [{ name: 'B', from: 'lib/a/b.ts' }]);
  assert.deepEqual(
    declared.map(({ name, line }) => [name, line]),
    [
      ['Thing', 5],
      ['twice', 18],
      ['half', 21],
      ['A', 22],
      ['D', 22],
    ],
  );
  assert.equal(main?.comment, '/** A thing. */');
  assert.equal(
    main?.signature,
    `class Thing extends B {
  /** Its size. */
  readonly size = 1
  /** Grows it, see B. */
  grow(by: number): this
  get half()
}`,
  );
  assert.deepEqual(
    declared.slice(1, 3).map(({ signature }) => signature),
    [
      'function twice(x: number): number\nfunction twice(x: string): string',
      'const half = (x: number): number =>',
    ],
  );
});

test('a comment before the only statement is that of the name', () => {
  const { comment, main } = readDeclarations('lib/a/one.ts', '/** One. */\nexport const one = 1;\n');
  assert.deepEqual([comment, main?.comment], ['', '/** One. */']);
});

test('a comment becomes Markdown: text, example, parameters', () => {
  const comment = `/**
 * The mean of r_ui, see {@link Mean} and {@link None}; costs $1, in \`a_b<c>\`, if x < y.
 *
 *     r̂_ui = μ < 5
 *
 * @param x a number
 *   of rows
 * @throws OptionError if there is none
 * @example
 * mean([1]); // 1
 *
 * Source: Gauss, 1809.
 */`;
  const locate = (name: string) => (name === 'Mean' ? 'api.html#Mean' : undefined);
  assert.equal(
    commentMarkdown(comment, locate),
    `The mean of r\\_ui, see [\`Mean\`](api.html#Mean) and \`None\`; costs \\$1, in \`a_b<c>\`, if x &lt; y.

    r̂_ui = μ < 5

Source: Gauss, 1809.

Example:

\`\`\`ts
mean([1]); // 1
\`\`\`

- \`x\`: a number
  of rows
- Throws OptionError if there is none`,
  );
  assert.equal(commentMarkdown('/** @example f(1) // 2 */', none), 'Example:\n\n```ts\nf(1) // 2\n```');
});
