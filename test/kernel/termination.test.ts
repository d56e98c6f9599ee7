/** Code is ended although something has caught an earlier end, and Node lives on. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { KERNEL, printed } from './ended';

const NODE = parseInt(process.versions.node, 10);

it('code runs on when an end is caught; the next request ends it', () => {
  const lines = printed(`
    setTimeout(() => termination.request()); // connects
    setTimeout(() => {
      // V8 composes for so long, without a look at requests, that the limit passes, too.
      Object.assign(globalThis, { termination, text: '\\u1e9b\\u0323'.repeat(3e6) });
      try { vm.runInThisContext('termination.request(); text.normalize("NFD"); for (;;);', { timeout: 20 }); }
      catch (error) { console.log(error.code); }
      console.log('runs on');
      termination.request();
      for (let i = 0; i < 1e9; i++);
      console.log('never ended');
    }, 2);
    setTimeout(() => console.log('next'), 3);
  `);
  assert.deepEqual(lines, ['ERR_SCRIPT_EXECUTION_TIMEOUT', 'runs on', 'next']);
});

it('a loop of evaluations with a time limit is ended although each evaluation catches the end', () => {
  const lines = printed(`
    const { allowEnding, endIfCaught } = kernel('stop/end-javascript');
    allowEnding(() => true);
    kernel('stop/endable-time-limits').installEndableTimeLimits(endIfCaught);
    const end = globalThis[Symbol.for('recommender-lab.end-javascript')];
    setTimeout(() => end(1)); // connects
    setTimeout(() => {
      Object.assign(globalThis, { end, text: '\\u1e9b\\u0323'.repeat(3e6) });
      for (let lap = 1; lap < 4; lap++) {
        try { vm.runInThisContext('end(1); text.normalize("NFD"); for (;;);', { timeout: 20 }); }
        catch (error) { console.log(error.code); }
      }
      console.log('never ended');
    }, 2);
    setTimeout(() => console.log('next'), 3);
  `);
  assert.deepEqual(lines, ['next']);
});

it('code is ended although the first try to end it was itself ended by a time limit', () => {
  const lines = printed(`
    const { allowEnding, endIfCaught } = kernel('stop/end-javascript');
    let isOver = false;
    allowEnding(() => !isOver);
    kernel('stop/endable-time-limits').installEndableTimeLimits(endIfCaught);
    const end = globalThis[Symbol.for('recommender-lab.end-javascript')];
    const text = '\\u1e9b\\u0323'.repeat(3e6);
    let isFirst = true;
    globalThis.isInside = false;
    globalThis.tryToEnd = (stop) => {
      if (isFirst && !isInside) return;
      if (isFirst) {
        isFirst = false;
        text.normalize('NFD'); // for so long that the limit passes
      }
      end(stop);
    };
    const stops = \`
      const { Stops } = require(\${JSON.stringify(${JSON.stringify(KERNEL)} + '/stop/stops.cjs')});
      new Stops('tryToEnd', new Int32Array(1), () => {}).begin();
      setTimeout(() => process.exit(), 5000);
    \`;
    const worker = new worker_threads.Worker(stops, { eval: true });
    worker.on('online', () => {
      setTimeout(() => {
        isOver = true;
        console.log('next', isFirst);
        worker.terminate();
      });
      for (let lap = 0; lap < 1000; lap++) {
        try { vm.runInThisContext('isInside = true; for (;;);', { timeout: 20 }); } catch { isInside = false; }
      }
      console.log('never ended');
    });
  `);
  assert.deepEqual(lines, ['next false']);
});

it('a context that is entered between the request and the end is forgotten', {
  skip: NODE >= 24 && 'Node 24 does not check',
}, () => {
  const lines = printed(`
    new async_hooks.AsyncLocalStorage().enterWith(1); // only then does Node check
    process.noDeprecation = true;
    const { pushAsyncContext } = process.binding('async_wrap');
    fs.stat('.', () => {
      Promise.resolve().then(() => {
        termination.request();
        pushAsyncContext(5, 1, {});
        for (;;);
      });
    });
    setTimeout(() => console.log('next'), 100);
  `);
  assert.deepEqual(lines, ['next']);
});
