/** What Tab offers in imports and texts, and what Shift+Tab shows. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CellRun } from '../../lib/kernel/cells/cell-run';
import { CellRunner } from '../../lib/kernel/cells/cell-runner';
import { withoutTags } from '../../lib/kernel/typescript/doc-text';
import { temporaryProject } from './session';

const GARDEN = `/** A bed of {@link Plant}s, see {@link plant | how to plant} and {@code water()}. */
export interface Bed { readonly plants: readonly Plant[] }
/** What grows. */
export type Plant = 'rose' | 'oak';
/**
 * Plants one.
 * - first item
 * - second, with {@link Bed}
 *
 * @param kind what to plant: a {@link Plant}
 * @param [depth] in cm
 * @returns the bed
 * @throws {RangeError} when it is full
 */
export function plant(kind: Plant, depth?: number): Bed { return { plants: [kind] }; }
export function water(): void {}
`;

describe('completion and inspection', () => {
  const project = temporaryProject({
    'lib/garden/beds.ts': GARDEN,
    'lib/garden/बाग़.ts': 'export const n = 1;',
    'lib/garden/trees/oak.ts': 'export const oak = 1;',
    'lib/garden/.hidden/x.ts': 'export const x = 1;',
    'lib/garden-tools.ts': 'export const spade = 1;',
  });
  const folder = process.cwd();
  let runner: CellRunner;
  before(async () => {
    process.chdir(project.notebooks);
    runner = new CellRunner(project.notebooks, project.folder, () => undefined, assert.fail);
    const first = await runner.run(
      `import { plant } from '../lib/garden/beds';\nconst nice = { first: 1 };\nconst go = (to: 'north' | 'south') => to;`,
      1,
      new CellRun(),
    );
    assert.ok(first.ok);
  });
  after(() => {
    runner?.close();
    process.chdir(folder);
    project.remove();
  });

  /** The candidates at `|`, and the text that one of them takes the place of. */
  function complete(marked: string): { matches: string[]; replaced: string } {
    const at = marked.indexOf('|');
    const code = marked.replace('|', '');
    const { start, end, candidates } = runner.complete(code, at);
    return { matches: candidates, replaced: code.slice(start, end) };
  }

  for (const [code, matches, replaced] of [
    ["import { a } from '../lib/garden/|", ['beds', 'trees/', 'बाग़'], ''],
    ["import { a } from '../lib/garden/|';", ['beds', 'trees/', 'बाग़'], ''],
    ["import { a } from '../lib/garden/b|';\nconst x = 1;", ['beds'], 'b'],
    ['import { a } from "../lib/garden/be|ds"', ['beds'], 'beds'],
    ["import { a } from '../lib/garden/बा|'", ['बाग़'], 'बा'],
    ["import { a } from '../lib/gar|'", ['garden-tools', 'garden/'], 'gar'],
    ["import '../lib/|'", ['garden-tools', 'garden/'], ''],
    ["import type { A } from '../lib/garden/b|'", ['beds'], 'b'],
    ["const m = await import('../lib/garden/b|')", ['beds'], 'b'],
    ["const m = require('../lib/garden/b|')", ['beds'], 'b'],
    ["export * from '../lib/garden/b|", ['beds'], 'b'],
    ["import { a } from '.|'", ['./', '../'], '.'],
    ["import { a } from '../..|'", ['../'], '..'],
    ["import { a } from 'node:fs|'", ['node:fs', 'node:fs/promises'], 'node:fs'],
    ["import { a } from 'danfojs-n|'", ['danfojs-node'], 'danfojs-n'],
    ["import { a } from 'undici-|'", [], 'undici-'],
    ["import { a } from '@tensorflow/tfjs-no|'", ['tfjs-node'], 'tfjs-no'],
    ["import { | } from '../lib/garden/beds'", ['Bed', 'plant', 'Plant', 'water', 'type'], ''],
    ["import { pl| } from '../lib/garden/beds';\nconst y = 2;", ['plant', 'Plant'], 'pl'],
    ["import { plant, | } from '../lib/garden/beds'", ['Bed', 'Plant', 'water', 'type'], ''],
    ["import { pl| from '../lib/garden/beds'", ['plant', 'Plant'], 'pl'],
    ["import type { | } from '../lib/garden/beds'", ['Bed', 'plant', 'Plant', 'water'], ''],
    ["import {\n  plant,\n  w|\n} from '../lib/garden/beds';", ['water'], 'w'],
    ["nice['fi|']", ['first'], 'fi'],
    ["go('n|')", ['north'], 'n'],
    ['ni|', ['nice', 'Infinity', 'isFinite', 'unique'], 'ni'],
    ["'a' + nic|", ['nice'], 'nic'],
    [`\`\${nic|}\``, ['nice'], 'nic'],
  ] as const) {
    it(`offers at | of ${JSON.stringify(code)}`, () => {
      const found = complete(code);
      assert.deepEqual(found, { matches: [...matches], replaced });
    });
  }

  for (const code of [
    "'abc'|",
    "const s = 'abc'|;",
    "const s = 'abc' |",
    "import { a } from '../lib/garden/beds'|",
    "import | from '../lib/garden/beds'",
    'import { |',
    'import { pl|',
    '`a`|',
    '42|',
    "const s = 'ni|'",
    "'ni|",
    'x = "ni|',
    '// ni|',
    '/* ni| */',
    '/** ni| */ nice',
    "const url = 'https://ni|'",
    "import { a } from '../lib/g|arden/beds'",
  ]) {
    it(`offers nothing at | of ${JSON.stringify(code)}`, () => assert.deepEqual(complete(code).matches, []));
  }

  it('offers names again behind an import and on the next line', () => {
    assert.ok(complete("import { water } from '../lib/garden/beds';|").matches.includes('nice'));
    assert.ok(complete("const s = 'abc'\n|").matches.includes('nice'));
  });

  it('shows a doc comment with its links in the line, its list, and a line a tag', () => {
    assert.equal(
      runner.inspect('plant', 2),
      `(alias) function plant(kind: Plant, depth?: number): Bed

Plants one.
- first item
- second, with \`Bed\`

@param kind - what to plant: a \`Plant\`
@param depth - in cm
@returns the bed
@throws {RangeError} when it is full`,
    );
    const text = runner.inspect("import type { Bed } from '../lib/garden/beds'; let b: Bed;", 55)!;
    assert.match(text, /\n\nA bed of `Plant`s, see how to plant and `water\(\)`\.$/);
  });

  for (const [code, comment] of [
    ['console.lo|g(1)', 'Prints to `stdout` with newline.'],
    ['[1].ma|p(String)', 'Calls a defined callback function on each element of an array'],
    ['/** Mine. */\nconst own = 1;\now|n', 'Mine.'],
    [
      'interface A {\n/** Base. */\na(): void }\ninterface B extends A { a(): void }\n(0 as never as B).|a()',
      'Base.',
    ],
    [
      'class P {\n/** Of P. */\nrun(): void {} }\nclass Q extends P { override run(): void {} }\nnew Q().r|un()',
      'Of P.',
    ],
    ['/** @param deep - in m */\nfunction dig(deep: number) { return de|ep; }', 'in m'],
  ] as const) {
    it(`shows the doc comment at | of ${JSON.stringify(code)}`, () => {
      const text = runner.inspect(code.replace('|', ''), code.indexOf('|'))!;
      assert.ok(text.includes(comment), text);
    });
  }

  for (const [code, shown] of [
    ['plant(|', '(alias) plant(kind: Plant, depth?: number): Bed'],
    ["plant('oak' as never, 2|)", '(alias) plant('],
    ['new Map<string, number>(|)', 'MapConstructor'],
    ['go("north"|)', 'const go: (to: '],
    ['console.log(1, |', 'Prints to `stdout` with newline.'],
    ['plant(go(|', 'const go: (to: '],
    ['const o = { first: nice.first };\nplant(o.fi|rst', '(property) first: number'],
    ['/** Digs. */\nfunction dig(deep: { cm: number }) {}\ndig({ cm: 4 |', 'Digs.'],
    ['plant(go("north")|', '(alias) plant('],
  ] as const) {
    it(`shows the name at | or what is called around it, in ${JSON.stringify(code)}`, () => {
      const text = runner.inspect(code.replace('|', ''), code.indexOf('|')) ?? '';
      assert.ok(text.includes(shown), text);
    });
  }

  for (const code of [
    '1 + 1|',
    '(1 + |2)',
    'go("north")|',
    'go("north"); |',
    '[1].map(() => { | })',
    '|',
    '// plant(|',
    '"plant(|"',
  ]) {
    it(`shows nothing at | of ${JSON.stringify(code)}`, () =>
      assert.equal(runner.inspect(code.replace('|', ''), code.indexOf('|')), undefined));
  }

  it('offers deprecated names last', () => {
    assert.deepEqual(complete("'a'.sub|").matches, ['substring', 'sub', 'substr']);
  });

  it('shows a tag without a target as its text', () => {
    assert.equal(withoutTags('{@link a.b} {@link a|b} {@link http://x.y z} {@code {}'), '`a.b` b z `{`');
    assert.equal(withoutTags('{@link} {x} @y {@'), '{@link} {x} @y {@');
  });
});
