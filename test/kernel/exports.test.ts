/** A cell has no exports, and yet holds what was copied from a source file; what it can't hold it says. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Session, sharedKernel } from './session';

const FILMS =
  'export class Film { stars = 5 }\nexport interface Rating { stars: number }\nexport default 7;\n';

const kernel = sharedKernel({ 'lib/films.ts': FILMS });

describe('export in a cell', () => {
  let session: Session;
  before(async () => {
    session = await kernel();
    await session.value('const kept = 3; class Pair { left = 1 }');
  });

  /** Code, and what it shows; or several cells, of which the last shows it. */
  const shown: [cells: string[], value: string][] = [
    [['export {}'], 'undefined'],
    [['const a1 = 1;\nexport { a1 };', 'a1'], '1'],
    [['export { kept, Pair }', 'kept'], '3'],
    [['const a2 = [4]\nexport { a2 }\n[0].length'], '1'],
    [['kept + 1; export {}'], '4'],
    [['kept + 2\nexport { kept }'], '5'],
    [['export { kept as default }', 'kept'], '3'],
    [["export { Film } from '../lib/films'", 'new Film().stars'], '5'],
    [
      ["export { Film as Movie, type Rating } from '../lib/films'", 'const m: Rating = new Movie(); m.stars'],
      '5',
    ],
    [["export type { Rating as Vote } from '../lib/films'", 'const v: Vote = { stars: 2 }; v.stars'], '2'],
    [["export * as films from '../lib/films'", 'films.default'], '7'],
    [['export { kept as other, Pair }', 'other'], '3'],
    [['export type { Pair as Couple };', 'const couple: Couple = { left: 2 }; couple.left'], '2'],
    [['export default kept'], '3'],
    [['const o1 = 1\nexport default { kept }'], '{ kept: 3 }'],
    [['export default function () { return 1; }'], '[Function (anonymous)]'],
    [['export default class {}'], '[class (anonymous)]'],
    [['export default async function twice(n: number) { return 2 * n; }', 'await twice(4)'], '8'],
    [['export=kept'], '3'],
    [
      [
        'const f1 = (c: Function) => void ((c as { tag?: number }).tag = 6);',
        '@f1 export class Tagged { declare static tag: number }',
        'Tagged.tag',
      ],
      '6',
    ],
  ];
  for (const [cells, value] of shown) {
    it(`${cells.join(' … ')} gives ${value}`, async () => {
      let last: string | undefined;
      for (const cell of cells) last = await session.value(cell);
      assert.equal(last, value);
    });
  }

  const refused: [code: string, message: RegExp][] = [
    ["export * from '../lib/films';", /Write `import \* as name from '..\/lib\/films'` in place/],
    ["export { default } from '../lib/films';", /Write `import \{ default as name \} from '..\/lib\/films'`/],
  ];
  for (const [code, message] of refused) {
    it(`${code} says what to write`, async () => {
      const { ename, text } = await session.error(`const before = 1;\n${code}`);
      assert.equal(ename, 'TypeScriptError');
      assert.match(text, message);
      assert.match(text, /In\[\d+\], line 2, column 1\n/);
    });
  }

  it('errors behind an export are at their own line and column', async () => {
    const { text } = await session.error('export { kept,\n  Pair }; const late: string = kept;');
    assert.match(text, /line 2, column 17/);
  });
});
