const fs = require('node:fs');
const path = require('node:path');
const { runCommand, lastLines } = require('./run-command');

/**
 * Unpacks the members of a zip file (such as a wheel) whose names start with one of the prefixes.
 * @param {import('./context').Context} ctx
 * @param {string} archive
 * @param {string} folder
 * @param {string[]} prefixes
 * @throws {Error} if the archive is damaged or the disk is full
 */
async function extract(ctx, archive, folder, prefixes) {
  if (!fs.existsSync(ctx.python)) throw new Error('unpacking needs the Python environment (.venv)');
  /** @param {string} line */
  const onLine = (line) => {
    const bytes = /^Progress (\d+) of (\d+)/.exec(line);
    if (bytes) ctx.report.bytes('unpacking', Number(bytes[1]), Number(bytes[2]));
  };
  const script = path.join(__dirname, 'extract.py');
  const options = { env: ctx.env, onLine, stall: 60_000 };
  const result = await runCommand(ctx.python, ['-I', script, archive, folder, ...prefixes], options);
  if (result.code !== 0) throw new Error(`${path.basename(archive)}: ${lastLines(result.output, 1)}`);
}

module.exports = { extract };
