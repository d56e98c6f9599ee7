/**
 * Whether the program that started the kernel has ended. Its number is told by `JPY_PARENT_PID`, or is that of the
 * parent at the start: a parent that was killed while this process was still loading has been replaced by then.
 */
const told = process.platform === 'win32' ? 0 : Number(process.env.JPY_PARENT_PID ?? 0);
const parent = process.ppid;

function isParentGone() {
  return process.ppid !== parent || (Number.isInteger(told) && told > 1 && !exists(told));
}

function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM'; // it is another user's
  }
}

module.exports = { isParentGone };
