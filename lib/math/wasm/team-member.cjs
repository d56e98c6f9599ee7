// @ts-check
/**
 * A helping thread of a `ThreadTeam`: takes pieces of the loop that is running until its thread is ended. Plain
 * JavaScript, because a worker thread can't load TypeScript, and would start later if it could.
 *
 * @typedef {{ module: object, memory: object, control: Int32Array<SharedArrayBuffer>, loops: readonly string[], thread: number }} Member
 */
const { workerData } = require('node:worker_threads');
const { CONTROL } = require('./team-control.cjs');

const { module: compiled, memory, control, loops, thread } = /** @type {Member} */ (workerData);
// @ts-expect-error Node's types have no more of WebAssembly than its name
const { exports: functions } = new WebAssembly.Instance(compiled, { env: { memory } });

for (;;) {
  const end = Atomics.load(control, CONTROL.end);
  const next = Atomics.load(control, CONTROL.next);
  if (next >= end) {
    Atomics.wait(control, CONTROL.end, end);
  } else if (Atomics.compareExchange(control, CONTROL.next, next, next + 1) === next) {
    // From here to `done`, no other loop can begin: loop and arguments are those of this piece.
    const loop = /** @type {Function} */ (functions[loops[control[CONTROL.loop] ?? 0] ?? '']);
    const args = control.subarray(CONTROL.args, CONTROL.args + (control[CONTROL.argCount] ?? 0));
    loop(next - (control[CONTROL.start] ?? 0), thread, ...args);
    Atomics.add(control, CONTROL.done, 1);
    Atomics.notify(control, CONTROL.done);
  }
}
