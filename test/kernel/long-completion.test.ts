/** A completion that takes minutes doesn't keep a cell from being stopped, and those after it are answered. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Wire } from '../../scripts/strain/kernel/wire';
import { until } from '../fixtures/until';
import { temporaryProject } from './session';

/** The permutations of eight numbers, all of which TypeScript goes through for their common properties. */
const LONG =
  'type P<U, K = U> = [U] extends [never] ? [] : K extends K ? [K, ...P<Exclude<U, K>>] : never;\ndeclare const all: P<1 | 2 | 3 | 4 | 5 | 6 | 7 | 8>;\nall.';

it('ends it five seconds after the stop', async () => {
  const project = temporaryProject({});
  const wire = await Wire.start(project.notebooks);
  const execute = (code: string, msg_id?: string) =>
    wire.ask('execute_request', { code, silent: false }, 'shell', { msg_id });
  const complete = (code: string, msg_id?: string) =>
    wire.ask('complete_request', { code, cursor_pos: code.length }, 'shell', { msg_id });
  const has = (type: string, parent: string) => () =>
    wire.published.some((message) => message.type === type && message.parent === parent);
  try {
    await execute('const kept = 1;');
    const cell = execute('await new Promise(() => {});', 'the cell');
    await until(has('execute_input', 'the cell'), 'the cell has begun');
    const [long, next] = [complete(LONG, 'the long one'), complete('kept.toFix')];
    await until(has('status', 'the long one'), 'the long completion has begun');
    await wire.ask('interrupt_request', {}, 'control');
    assert.deepEqual([(await cell).ename, (await long).ename], ['Interrupted', 'Interrupted']);
    // It loads TypeScript again, and on a slow machine the same stop may end that, too.
    const { ename, matches } = await next;
    if (ename !== 'Interrupted') assert.deepEqual(matches, ['toFixed']);
    assert.deepEqual((await complete('kept.toFix')).matches, ['toFixed']);
  } finally {
    wire.close();
    project.remove();
  }
});
