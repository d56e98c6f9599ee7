/** The stack is the same whether V8 gives it as objects or, while it formats another stack, as text. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Frame } from '../../lib/kernel/stop/may-end';
import { runningFrames } from '../../lib/kernel/stop/running-frames';
import { printed } from './ended';

type Call = (read: () => void) => void;

/** Kinds of frames below the one that reads the stack. */
const CALLS: Record<string, Call> = {
  byFunction: (read) => read(),
  byArray: (read) => [1].map(() => read()),
  byMethod: (read) => ({ method: () => read() }).method(),
  byEvaluatedCode: (read) => new Function('read', 'eval("(function call() { read(); })()")')(read),
  byConstructor: (read) => {
    class Base {
      constructor(readonly given: unknown) {}
    }
    class Derived extends Base {
      constructor() {
        super(read()); // there is no `this` yet
      }
    }
    new Derived();
  },
};

const asObjects = (call: Call): Frame[] => {
  let frames: Frame[] = [];
  call(function reads() {
    frames = runningFrames(0);
  });
  return frames;
};

const asText = (call: Call): Frame[] => {
  const { prepareStackTrace } = Error;
  let frames: Frame[] = [];
  call(function reads() {
    const error = new Error('any');
    Error.prepareStackTrace = () => {
      frames = runningFrames(0);
      return '';
    };
    void error.stack;
    Error.prepareStackTrace = prepareStackTrace;
  });
  return frames.slice(frames.findIndex(({ name }) => name === 'reads'));
};

for (const [kind, call] of Object.entries(CALLS)) {
  it(kind, () => {
    const until = (frames: Frame[]) => frames.slice(0, frames.findIndex(({ name }) => name === kind) + 1);
    const frames = until(asText(call));
    assert.ok(frames.length > 1);
    assert.deepEqual(frames, until(asObjects(call)));
  });
}

it('a reading that is itself ended leaves nothing behind once the stack is read again', () => {
  const lines = printed(`
    const { runningFrames } = kernel('stop/running-frames');
    globalThis.read = (depth) => (depth > 0 ? read(depth - 1) : runningFrames(0));
    const { stackTraceLimit, prepareStackTrace } = Error;
    const isKept = () => Error.stackTraceLimit === stackTraceLimit && Error.prepareStackTrace === prepareStackTrace;
    let ended = 0;
    for (let lap = 0; lap < 2000 && ended < 3; lap++) {
      try { vm.runInThisContext('for (;;) read(50);', { timeout: 1 }); } catch {}
      if (!isKept()) ended++;
      runningFrames(0);
      if (!isKept()) throw new Error('left behind');
    }
    console.log(ended);
  `);
  assert.deepEqual(lines, ['3']);
});
