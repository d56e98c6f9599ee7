const fs = require('node:fs');
const path = require('node:path');
const { runPip, pipFailure } = require('./pip');
const { checksum } = require('./checksum');

/**
 * One wheel from Python's package index, checked against its pinned checksum.
 * @param {object} ctx
 * @param {{requirement: string, file: string, sha256: string, flags?: string[]}} wheel
 * @param {string} folder a temporary folder, where the wheel is put
 * @returns {Promise<string>} the wheel's path
 * @throws {Error} when it can't be had or is not what it should be
 */
async function pipDownload(ctx, wheel, folder) {
  if (!fs.existsSync(ctx.python)) {
    throw new Error(`${wheel.requirement} comes through pip, which needs the Python environment (.venv)`);
  }
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

async function expectChecksum(ctx, file, sha256) {
  const total = fs.statSync(file).size;
  const found = await checksum(file, 'sha256', (bytes) => ctx.report.bytes('checking', bytes, total));
  if (found !== sha256)
    throw new Error(`${path.basename(file)} has the wrong checksum (${found.slice(0, 12)}…)`);
}

module.exports = { pipDownload, expectChecksum };
