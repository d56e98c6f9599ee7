/**
 * Whether the program that started the kernel has ended: another parent has taken its place. A starter that was killed
 * while this process was still loading has been replaced by the first process of all; then the number that Jupyter
 * tells by `JPY_PARENT_PID` says so. (Elsewhere that isn't asked: in a container it may be a number of the outside.)
 */
const { isAlive } = require('../../core/is-alive.cjs');

const parent = process.ppid;
const told = process.platform === 'win32' ? 0 : Number(process.env.JPY_PARENT_PID ?? 0);
const isAdopted = parent === 1 && Number.isInteger(told) && told > 1;

function isParentGone() {
  return process.ppid !== parent || (isAdopted && !isAlive(told));
}

module.exports = { isParentGone };
