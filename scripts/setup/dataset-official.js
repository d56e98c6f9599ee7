const fs = require('node:fs');
const path = require('node:path');
const { withTempFolder } = require('./atomic');
const { extract } = require('./extract');
const { checksum } = require('./checksum');
const { OFFICIAL_URL } = require('./movielens-license');
const { download } = require('./download');

/** @typedef {import('./context').Context} Context */

const ARCHIVE_MD5 = '0e33842e24a9c977be4e0107933c0723';
const BRIEF = 2_000; // ms until the host must have answered
const WHOLE = 5 * 60_000;

/**
 * Checks a copy of the official archive and unpacks it.
 * @param {Context} ctx
 * @param {string} archive
 * @param {string} folder
 */
async function unpackArchive(ctx, archive, folder) {
  const expected = ctx.sources.archiveMd5 ?? ARCHIVE_MD5;
  const found = await checksum(archive, 'md5');
  if (found !== expected)
    throw new Error(`ml-100k.zip has the wrong checksum (${found}, expected ${expected})`);
  await withTempFolder(path.dirname(folder), async (temp) => {
    await extract(ctx, archive, temp, ['ml-100k/']);
    for (const name of fs.readdirSync(path.join(temp, 'ml-100k'))) {
      fs.renameSync(path.join(temp, 'ml-100k', name), path.join(folder, name));
    }
  });
}

/**
 * Downloads GroupLens' own archive and unpacks it.
 * @param {Context} ctx
 * @param {string} folder
 * @param {{brief?: boolean}} [options] brief: give up soon if the host doesn't answer
 * @returns {Promise<import('./dataset').Facts>}
 */
async function fromOfficial(ctx, folder, { brief = false } = {}) {
  const url = ctx.sources.archiveUrl ?? OFFICIAL_URL;
  await withTempFolder(path.dirname(folder), async (temp) => {
    const archive = path.join(temp, 'ml-100k.zip');
    ctx.report.progress(`asking ${new URL(url).host}`);
    await download(url, archive, {
      onBytes: (done, total) => ctx.report.bytes('downloading', done, total),
      answer: brief ? BRIEF : undefined,
      whole: WHOLE,
    });
    await unpackArchive(ctx, archive, folder);
  });
  return { source: 'official', from: url, lacks: [] };
}

module.exports = { fromOfficial, unpackArchive };
