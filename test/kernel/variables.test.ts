/** What cells see of one another's variables, and what a failed one leaves behind. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Session, sharedKernel } from './session';

const kernel = sharedKernel({
  'lib/film.ts': 'export class Film {}\nexport interface Rating { stars: number }\nexport const stars = 5;\n',
});

describe('variables of cells', () => {
  let session: Session;
  before(async () => {
    session = await kernel();
  });

  it('an assignment of a later cell reaches the functions of the first', async () => {
    await session.value('let count = 0; const next = () => ++count; var { a, b: [c] } = { a: 1, b: [2] };');
    assert.equal(await session.value('count = 10; next()'), '11');
    assert.equal(await session.value('count'), '11');
    assert.equal(await session.value('next(); count'), '12');
    await session.value('const sum = () => a + c;');
    assert.equal(await session.value('a = 5; c += 1; sum()'), '8');
  });

  it('a later declaration of the name leaves the functions of the first alone', async () => {
    await session.value('let n = 1; const bump = () => { n++; return n; };');
    await session.value("const n = 'text';");
    assert.equal(await session.value('bump()'), '2');
    assert.equal(await session.value('n'), "'text'");
    await session.value('let n = 100;');
    assert.equal(await session.value('bump(); n'), '100');
  });

  it('a failed cell leaves what it had declared before it failed', async () => {
    await session.error(
      `import { Film, type Rating, stars } from '../lib/film';
interface Pair { left: number }
const first: Pair = { left: 3 };
const zeroth = (() => { throw new Error('half-way'); })();
const second = 4;
function third() { return 5; }`,
    );
    assert.equal(await session.value('const pair: Pair = first; pair.left + stars'), '8');
    assert.equal(await session.value('const r: Rating = { stars }; [new Film(), r].length'), '2');
    assert.equal(await session.value('third()'), '5'); // functions are declared before any code runs
    for (const name of ['zeroth', 'second']) {
      assert.match((await session.error(name)).evalue!, new RegExp(`TS2304: Cannot find name '${name}'`));
    }
  });

  it('what a failed cell did not come to keeps its former value and type', async () => {
    await session.value('const kept: number = 1; let also: number = 2;');
    await session.error(
      "const fresh = true; throw new Error('x'); const kept: string = 'two'; let also = 'three';",
    );
    assert.equal(await session.value('kept.toFixed(1) + also.toFixed(1) + fresh'), "'1.02.0true'");
  });

  it('a cell with a type error leaves all as it was', async () => {
    await session.value('const before: number = 1;');
    await session.error("const before: string = 'x'; const wrong: number = 'y';");
    assert.equal(await session.value('before + 1'), '2');
  });
});
