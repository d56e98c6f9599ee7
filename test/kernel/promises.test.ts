/** A promise is shown as in any program, and the reader is told of the `await` that may be missing. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type Session, sharedKernel } from './session';

const HINT =
  'Hint: a promise was shown. Put `await` before it for its value (`await Promise.all(…)` for a list).\n';

const kernel = sharedKernel();

describe('a promise', () => {
  let session: Session;
  before(async () => {
    session = await kernel();
    await session.value('const load = async () => [1]; const done = Promise.resolve([1]);');
  });
  const shown = async (code: string, options = {}) => {
    const { outputs } = await session.execute(code, options);
    return outputs.slice(1).map(({ text, data }) => String(text ?? data?.['text/plain']));
  };

  it('is shown plainly as a result, with a hint', async () => {
    assert.deepEqual(await shown('load()'), ['Promise { [ 1 ] }', HINT]);
    assert.deepEqual(await shown('[load()]'), ['[ Promise { [ 1 ] } ]', HINT]);
  });

  it('is printed plainly, by itself and in lists, Maps and objects, with one hint', async () => {
    const texts = await shown(
      'console.log(done, [done]);\nconsole.log(new Map([[1, done]]), { done }, new Promise(() => {}));',
    );
    assert.equal(
      texts.join(''),
      'Promise { [ 1 ] } [ Promise { [ 1 ] } ]\n' +
        `Map(1) { 1 => Promise { [ 1 ] } } { done: Promise { [ 1 ] } } Promise { <pending> }\n${HINT}`,
    );
    assert.deepEqual(await shown('console.log(await done); await load()'), ['[ 1 ]\n', '[ 1 ]'], 'no hint');
  });

  it('of `display` is not shown, as its value has been', async () => {
    const file = join(__dirname, '../../lib/kernel/display').replaceAll('\\', '/');
    await session.execute(`const { display, updateDisplay } = require('${file}')`);
    assert.deepEqual(await shown('display(7)'), ['7']);
    assert.deepEqual(await shown('display(7, { id: "a" });\nupdateDisplay("a", 8);'), ['7', '8']);
  });

  it('deep in an object is no reason for a hint', async () => {
    assert.deepEqual(await shown('console.log({ a: { ready: Promise.resolve(7) } })'), [
      '{ a: { ready: Promise { 7 } } }\n',
    ]);
  });

  it('has nothing of the kernel in it, however it is shown', async () => {
    const [text] = await shown('console.log("%o", load());\nconsole.dir([load()], { depth: null });');
    assert.doesNotMatch(text, /OutputStream|CellRun|publish/);
    assert.ok(text.split('\n').length < 15, text);
  });

  it('and a timer still know their cell after they were shown', async () => {
    const code = `const { AsyncLocalStorage } = require('async_hooks');
const storage = new AsyncLocalStorage();
storage.run('kept', () => {
  const wait = new Promise((r) => setTimeout(r, 5));
  const timer = setTimeout(() => console.log('timer:', storage.getStore()), 10);
  require('util').inspect([wait, timer], { depth: 9 });
  wait.then(() => console.log('promise:', storage.getStore()));
});
await new Promise((r) => setTimeout(r, 60));`;
    assert.equal(
      (await shown(code)).filter((text) => text !== HINT).join(''),
      'promise: kept\ntimer: kept\n',
    );
    const text = await session.value('require("util").inspect(setTimeout(() => {}, 1))');
    assert.doesNotMatch(text, /kResourceStore|CellOutput/);
  });
});
