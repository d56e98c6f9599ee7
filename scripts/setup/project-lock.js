const fs = require('node:fs');
const path = require('node:path');
const { isAlive } = require('../../lib/core/is-alive.cjs');
const { onStop } = require('./cleanup');
const { SetupError, codeOf, reasonOf } = require('./setup-error');

/**
 * Lets one setup at a time work on a project: `npm start` and `npm test` side by side must not both fill
 * node_modules. The lock of a process that is gone doesn't count.
 * @template T
 * @param {{ root: string, report: { warn(text: string): void } }} ctx
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {SetupError} if the folder can't be written
 */
async function withProjectLock(ctx, work) {
  const folder = path.join(ctx.root, '.lab');
  const file = path.join(folder, 'setup.lock');
  try {
    if (!fs.existsSync(folder)) fs.mkdirSync(folder);
    await takeTurn(ctx, file);
  } catch (error) {
    throw new SetupError(
      `Setup can't write to ${ctx.root}: ${reasonOf(error)}`,
      'Check its permissions and the free disk space, or move the project to a folder of your own. Then run the same command again.',
    );
  }
  const release = () => fs.rmSync(file, { force: true });
  const forget = onStop(release);
  try {
    return await work();
  } finally {
    forget();
    release();
  }
}

/**
 * Waits until the lock is ours.
 * @param {{ report: { warn(text: string): void } }} ctx
 * @param {string} file
 */
async function takeTurn(ctx, file) {
  for (let said = false; !take(file); ) {
    const owner = ownerOf(file);
    if (owner !== undefined && !isAlive(owner)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!said && owner)
      ctx.report.warn(`Another setup is running here (process ${owner}); waiting for it to finish.`);
    said ||= owner !== undefined;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** @param {string} file */
function take(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * The process that holds the lock; undefined while the lock is being written or removed.
 * @param {string} file
 */
function ownerOf(file) {
  try {
    const owner = Number(fs.readFileSync(file, 'utf8'));
    const old = Date.now() - fs.statSync(file).mtimeMs > 10_000;
    return owner > 0 ? owner : old ? Number.MAX_SAFE_INTEGER : undefined;
  } catch {
    return undefined;
  }
}

module.exports = { withProjectLock };
