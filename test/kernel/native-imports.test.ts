/** An ES module whose code was ended while it loaded isn't waited for forever. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { printed } from './ended';
import { temporaryProject } from './session';

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

for (const [what, begin] of [
  ['at once', ''],
  ['after an await', 'await null;'],
] as const) {
  it(`says so of a module whose import was stopped ${what}, and loads those whose functions were`, () => {
    const ends = 'if (globalThis.isEndless) globalThis.end();';
    const project = temporaryProject({
      'inner.mjs': `${begin} ${ends}\nexport const inner = 1;`,
      'outer.mjs': "import { inner } from './inner.mjs';\nexport const outer = inner + 1;",
      'functions.mjs': `export const run = () => { ${ends} };`,
      'others.mjs': "import { run } from './functions.mjs';\nexport const others = typeof run;",
    });
    const lines = printed(`
      const { NativeImports } = kernel('cells/native-imports');
      const { noteEndedModules } = kernel('stop/ended-modules');
      const { runningFrames } = kernel('stop/running-frames');
      const imports = new NativeImports(${JSON.stringify(project.folder)} + '/cell.ts');
      const file = (path) => ${JSON.stringify(pathToFileURL(project.folder).href)} + '/' + path;
      globalThis.end = () => {
        noteEndedModules(runningFrames(0));
        termination.request();
        for (;;);
      };
      globalThis.isEndless = true;
      imports.load(file('outer.mjs'));
      setTimeout(async () => {
        const { run } = await imports.load(file('functions.mjs'));
        setTimeout(run);
      }, 200);
      setTimeout(async () => {
        globalThis.isEndless = false;
        await imports.load(file('outer.mjs?2')).catch(({ message }) => console.log(message));
        console.log((await imports.load(file('others.mjs'))).others);
      }, 400);
    `);
    project.remove();
    const why = "was stopped while it loaded, and Node can't load it again: restart the kernel.";
    assert.deepEqual(lines, [
      `'${join(project.folder, 'inner.mjs')}', which '${join(project.folder, 'outer.mjs')}' imports, ${why}`,
      'function',
    ]);
  });
}
