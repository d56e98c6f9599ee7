const fs = require('node:fs');
const path = require('node:path');
const { isAlive } = require('./atomic');
const { onStop } = require('./cleanup');

/**
 * Lets one set-up at a time work on a project: `npm start` and `npm test` side by side must not both fill
 * node_modules. A lock whose process has gone doesn't count.
 * @template T
 * @param {object} ctx
 * @param {() => Promise<T>} work
 */
async function withProjectLock(ctx, work) {
  const file = path.join(ctx.root, '.lab', 'setup.lock');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let told = false; !take(file); ) {
    const owner = ownerOf(file);
    if (owner !== undefined && !isAlive(owner)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!told && owner)
      ctx.report.warn(`Another setup is running here (process ${owner}); waiting for it to finish.`);
    told ||= owner !== undefined;
    await new Promise((resolve) => setTimeout(resolve, 300));
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

function take(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that holds the lock; undefined while it is just being written or has just gone. */
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
