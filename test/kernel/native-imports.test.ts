/** An ES module whose code was ended while it loaded isn't waited for forever. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { printed } from './ended';

it('says that the module was stopped, and loads others', () => {
  const lines = printed(`
    const { NativeImports } = kernel('cells/native-imports');
    const imports = new NativeImports(process.cwd() + '/cell.ts');
    const address = (code) => 'data:text/javascript,' + encodeURIComponent(code);
    const ended = address('globalThis.termination.request(); for (;;);');
    globalThis.termination = termination;
    imports.load(ended).then(() => console.log('loaded'));
    setTimeout(async () => {
      await imports.load(ended).catch(({ message }) => console.log(message.replace(ended, 'ended')));
      console.log((await imports.load(address('export const one = 1;'))).one);
    }, 200);
  `);
  assert.deepEqual(lines, [
    "'ended' was stopped while it loaded, and Node can't load it again: restart the kernel.",
    '1',
  ]);
});
