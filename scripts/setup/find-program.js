const fs = require('node:fs');
const path = require('node:path');

/**
 * The full path of a program on the search path, or undefined.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
function findProgram(name, env) {
  const windows = process.platform === 'win32';
  const endings = windows ? (env.PATHEXT ?? '.EXE;.CMD').split(';') : [''];
  for (const folder of (env.PATH ?? env.Path ?? '').split(path.delimiter)) {
    if (folder === '') continue;
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      try {
        fs.accessSync(file, fs.constants.X_OK);
        if (fs.statSync(file).isFile()) return file;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

module.exports = { findProgram };
