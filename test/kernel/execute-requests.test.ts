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
    const failing = execute('await new Promise((r) => setTimeout(r, 300)); throw new Error("no")', options);
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

  it('a silent one publishes only that it is busy, and its failure aborts nothing', async () => {
    const ids = ['a silent failure', 'a silent cell behind it'] as const;
    const published = () => wire.published.filter(({ parent }) => ids.some((id) => id === parent));
    const options = { silent: true, stop_on_error: true };
    const code = 'console.log(1); await new Promise((r) => setTimeout(r, 300)); throw new Error("no")';
    const [failed, next] = await Promise.all([
      execute(code, options, { msg_id: ids[0] }),
      execute('2', options, { msg_id: ids[1] }),
    ]);
    assert.deepEqual([failed.status, failed.ename, next.status], ['error', 'Error', 'ok']);
    while (published().length < 4) await new Promise((r) => setTimeout(r, 10));
    assert.deepEqual(
      published().map(({ type, content }) => `${type} ${content.execution_state}`),
      ['status busy', 'status idle', 'status busy', 'status idle'],
    );
  });

  it('has the values of user expressions in its reply, each with its own error', async () => {
    const user_expressions = {
      sum: 'a + 1',
      late: 'await Promise.resolve({ late: a })',
      nothing: 'undefined',
      html: '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>5</b>", "text/plain": "5" }) })',
      type: 'a.length',
      thrown: '(() => { throw new RangeError("far"); })()',
      statement: 'const b = 1',
    };
    for (const silent of [false, true]) {
      const reply = await execute('var a = 41;', { user_expressions, silent });
      const values = reply.user_expressions as Record<string, Record<string, unknown>>;
      assert.deepEqual(
        Object.entries(values).map(([name, { status, data, ename }]) => [name, status, data ?? ename]),
        [
          ['sum', 'ok', { 'text/plain': '42' }],
          ['late', 'ok', { 'text/plain': '{ late: 41 }' }],
          ['nothing', 'ok', { 'text/plain': 'undefined' }],
          ['html', 'ok', { 'text/html': '<b>5</b>', 'text/plain': '5' }],
          ['type', 'error', 'TypeScriptError'],
          ['thrown', 'error', 'RangeError'],
          ['statement', 'error', 'TypeScriptError'],
        ],
      );
      assert.equal(values.thrown!.evalue, 'far');
      assert.ok(Array.isArray(values.thrown!.traceback));
      assert.deepEqual(values.sum!.metadata, {});
    }
    const after = await execute('typeof a === "number"', { user_expressions: { x: 'typeof b' } });
    assert.equal(
      (after.user_expressions as { x: { status: string } }).x.status,
      'error',
      'b is not declared',
    );
  });

  it('evaluates no user expression of a failed cell, and refuses malformed ones', async () => {
    const failed = await execute('throw new Error("no")', { user_expressions: { a: '1' } });
    assert.deepEqual([failed.status, failed.user_expressions], ['error', undefined]);
    const refused = await execute('1', { user_expressions: { a: 1 } });
    assert.equal(
      refused.evalue,
      'execute_request: user_expressions must map names to expressions, got {"a":1}',
    );
  });
});
