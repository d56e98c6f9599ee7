const fs = require('node:fs');
const path = require('node:path');
const { runCommand, lastLines } = require('./run-command');

/**
 * Unpacks the members of a zip file (a wheel is one) whose names start with one of `prefixes`.
 * @param {object} ctx
 * @param {string} archive
 * @param {string} folder
 * @param {string[]} prefixes
 * @throws {Error} when the archive is damaged or there is no room
 */
async function extract(ctx, archive, folder, prefixes) {
  if (!fs.existsSync(ctx.python)) throw new Error('unpacking needs the Python environment (.venv)');
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
