// @ts-check
const { homedir } = require('node:os');
const { join } = require('node:path');

/** What the kernel keeps between sessions, in the user's cache folder. */
function cacheFolder(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'recommender-lab');
}

module.exports = { cacheFolder };
