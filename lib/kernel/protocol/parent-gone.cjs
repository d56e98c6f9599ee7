/**
 * Whether the program that started the kernel has ended, that is, whether this process has a new parent. If that
 * happened while this process was still loading, it already has the init process as its parent; then the process id
 * that Jupyter passes in `JPY_PARENT_PID` is checked. (Only then: in a container, it may be an id from outside.)
 */
const { isAlive } = require('../../core/is-alive.cjs');

const parent = process.ppid;
const told = process.platform === 'win32' ? 0 : Number(process.env.JPY_PARENT_PID ?? 0);
const isAdopted = parent === 1 && Number.isInteger(told) && told > 1;

function isParentGone() {
  return process.ppid !== parent || (isAdopted && !isAlive(told));
}

module.exports = { isParentGone };
