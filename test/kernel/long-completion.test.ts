/** A completion that takes minutes doesn't keep a cell from being stopped, and those after it are answered. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Wire } from '../../scripts/strain/kernel/wire';
import { temporaryProject } from './session';

/** The permutations of eight numbers, all of which TypeScript goes through for their common properties. */
const LONG =
  'type P<U, K = U> = [U] extends [never] ? [] : K extends K ? [K, ...P<Exclude<U, K>>] : never;\ndeclare const all: P<1 | 2 | 3 | 4 | 5 | 6 | 7 | 8>;\nall.';

it('ends it five seconds after the stop', async () => {
  const project = temporaryProject({});
  const wire = await Wire.start(project.notebooks);
  const execute = (code: string) => wire.ask('execute_request', { code, silent: false }, 'shell');
  const complete = (code: string) => wire.ask('complete_request', { code, cursor_pos: code.length }, 'shell');
  try {
    await execute('const kept = 1;');
    const cell = execute('await new Promise(() => {});');
    await sleep(100);
    const [long, next] = [complete(LONG), complete('kept.toFix')];
    await sleep(1000);
    await wire.ask('interrupt_request', {}, 'control');
    assert.deepEqual([(await cell).ename, (await long).ename], ['Interrupted', 'Interrupted']);
    assert.deepEqual((await next).matches, ['toFixed']);
  } finally {
    wire.close();
    project.remove();
  }
});
