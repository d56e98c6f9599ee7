/** Microtasks as Node has them, but a stop may end them at any moment. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { printed } from './ended';

const INSTALLED = "kernel('stop/endable-microtasks').installEndableMicrotasks();";

it('nothing of Node is at work when a microtask runs', () => {
  const lines = printed(`${INSTALLED}
    const { runningFrames } = kernel('stop/running-frames');
    const { mayEnd } = kernel('stop/may-end');
    queueMicrotask(function soon() {
      const frames = runningFrames(0);
      const inside = frames.slice(0, frames.findIndex(({ name }) => name === 'cellCode'));
      console.log(frames[0].name, inside.filter(({ file }) => file?.startsWith('node:')).length, mayEnd(frames));
    });
  `);
  assert.deepEqual(lines, ['soon 0 yes']);
});

it('they run in order, after the code that queued them, and keep their context', () => {
  const lines = printed(`${INSTALLED}
    const store = new async_hooks.AsyncLocalStorage();
    store.run('context', () => queueMicrotask(() => console.log('first', store.getStore())));
    Promise.resolve().then(() => console.log('promise'));
    queueMicrotask(() => console.log('second', store.getStore()));
    console.log('code');
  `);
  assert.deepEqual(lines, ['code', 'first context', 'promise', 'second undefined']);
});

it('what one throws is an uncaught exception, and what is not a function is refused', () => {
  const lines = printed(`${INSTALLED}
    process.on('uncaughtException', ({ message }) => console.log('uncaught', message));
    process.on('unhandledRejection', () => console.log('rejected'));
    queueMicrotask(() => { throw new Error('wrong'); });
    queueMicrotask(() => console.log('next'));
    try { queueMicrotask('text'); } catch ({ code }) { console.log(code); }
  `);
  assert.deepEqual(lines, ['ERR_INVALID_ARG_TYPE', 'next', 'uncaught wrong']);
});
