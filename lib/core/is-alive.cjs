/**
 * Plain JavaScript, because the kernel's socket thread can't load TypeScript.
 * @param {number} pid
 * @returns {boolean} whether a process with this id is running on this machine, under any user
 */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0 || pid > 0x7fffffff) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

module.exports = { isAlive };
