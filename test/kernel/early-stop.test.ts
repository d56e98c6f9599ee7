/** Stops that come while the kernel loads what it needs: it finishes that, and is as well as before. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Wire } from '../../scripts/strain/kernel/wire';
import { temporaryProject } from './session';

describe('a stop while the kernel prepares', () => {
  const project = temporaryProject({ 'lib/one.ts': 'export const one: number = 1;\n' });
  let wire: Wire;
  after(() => project.remove());

  const execute = (code: string) => wire.ask('execute_request', { code, silent: false }, 'shell');
  const complete = async (code: string) =>
    (await wire.ask('complete_request', { code, cursor_pos: code.length }, 'shell')).matches;

  /** Stops every few milliseconds, at all stages, until the work is done. */
  async function stoppedAllAlong<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    const stops: Promise<unknown>[] = [];
    while (!isDone) {
      stops.push(wire.ask('interrupt_request', {}, 'control'));
      await sleep(15);
    }
    await Promise.all(stops);
    return work;
  }

  /** From when the cell begins: until the stops are over, none does. */
  async function cellStoppedAllAlong(code: string) {
    wire.published.length = 0;
    let isAnswered = false;
    const answered = () => {
      isAnswered = true;
    };
    const reply = execute(code);
    reply.then(answered, answered);
    while (!isAnswered && !wire.published.some(({ type }) => type === 'execute_input')) await sleep(1);
    return stoppedAllAlong(reply);
  }

  async function isWell(): Promise<void> {
    const imported = await execute("import { one } from '../lib/one';\nawait Promise.resolve(one + 1)");
    assert.equal(imported.status, 'ok', `${imported.evalue}\n${wire.log}`);
    assert.deepEqual(await complete('one.toFix'), ['toFixed']);
    assert.equal(wire.log, '');
  }

  async function aCell(): Promise<void> {
    // Its code waits, or it could be over before the first stop arrives.
    const waits = 'await new Promise((resolve) => setTimeout(resolve, 60_000))';
    const { ename } = await cellStoppedAllAlong(`import { one } from '../lib/one';\none;\n${waits}`);
    assert.equal(ename, 'Interrupted');
    await isWell();
  }

  describe('for a completion', () => {
    before(async () => {
      wire = await Wire.start(project.notebooks);
    });
    after(() => wire?.close());

    it('the first one', async () => {
      assert.deepEqual(await stoppedAllAlong(complete('Math.hyp')), ['hypot']);
      await isWell();
    });

    it('the first cell after it', aCell);
  });

  describe('for a cell', () => {
    before(async () => {
      wire = await Wire.start(project.notebooks);
    });
    after(() => wire?.close());

    it('the first one', aCell);
  });
});
