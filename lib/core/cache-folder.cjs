// @ts-check
const { homedir } = require('node:os');
const { join } = require('node:path');

/** The folder, in the user's cache, for what this project keeps between processes. */
function cacheFolder(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'recommender-lab');
}

module.exports = { cacheFolder };
