// @ts-check
/**
 * What the threads of a `ThreadTeam` share besides the memory: places in an Int32Array. Pieces of all loops are numbered
 * through: those of the current one are `start` to `end` - 1, the next one to take is `next`, and `done` of all are done.
 */
const CONTROL = { start: 0, end: 1, next: 2, done: 3, loop: 4, argCount: 5, args: 6, size: 32 };

module.exports = { CONTROL };
