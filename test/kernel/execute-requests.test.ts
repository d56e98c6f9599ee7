/** What an execute request asks for besides its code: to be counted and remembered, and to stop what waits behind it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Wire } from '../../scripts/strain/kernel/wire';
import { temporaryProject } from './session';

describe('execute requests', () => {
  const project = temporaryProject({});
  let wire: Wire;
  before(async () => {
    wire = await Wire.start(project.notebooks);
  });
  after(() => {
    wire?.close();
    project.remove();
  });

  const execute = (code: string, options: object = {}, header: object = {}) =>
    wire.ask('execute_request', { code, silent: false, ...options }, 'shell', header);

  it('without store_history, or silent: neither counted nor remembered', async () => {
    const counts: unknown[] = [];
    for (const [code, options] of [
      ['"first"', {}],
      ['"not stored"', { store_history: false }],
      ['"silent"', { silent: true, store_history: true }],
      ['"second"', { store_history: true }],
    ] as const) {
      counts.push((await execute(code, options)).execution_count);
    }
    assert.deepEqual(counts, [1, 1, 1, 2]);
    let history: [number, number, string][] = [];
    while (history.length < 2) {
      // Written after the reply.
      const content = { hist_access_type: 'range', session: 0, start: 0, raw: true, output: false };
      history = (await wire.ask('history_request', content, 'shell')).history as typeof history;
    }
    assert.deepEqual(
      history.map(([, line, code]) => [line, code]),
      [
        [1, '"first"'],
        [2, '"second"'],
      ],
    );
  });

  /** Sent while a failing cell runs, by another client without dates, so only their order counts. */
  async function behindFailure(options: object) {
    const header = { session: 'another', date: '' };
    const failing = execute('await new Promise((r) => setTimeout(r, 100)); throw new Error("no")', options);
    const waiting = ['"a"', '"b"'].map((code) => execute(code, {}, header));
    assert.equal((await failing).status, 'error');
    const replies = [...(await Promise.all(waiting)), await execute('"later"', {}, header)];
    return replies.map(({ status }) => status);
  }

  it('all that wait behind a failed one are aborted, and none that comes later', async () => {
    assert.deepEqual(await behindFailure({}), ['aborted', 'aborted', 'ok']);
  });

  it('they run when it has asked not to stop', async () => {
    assert.deepEqual(await behindFailure({ stop_on_error: false }), ['ok', 'ok', 'ok']);
  });
});
