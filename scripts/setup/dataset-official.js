const fs = require('node:fs');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const { withTempFolder } = require('./atomic');
const { extract } = require('./extract');
const { checksum } = require('./checksum');
const { OFFICIAL_URL } = require('./movielens-license');
const { reasonOf, codeOf } = require('./setup-error');

/** @typedef {import('./context').Context} Context */

const ARCHIVE_MD5 = '0e33842e24a9c977be4e0107933c0723';
const ANSWER = 10_000; // ms until the host must have answered
const BRIEF = 2_000;
const STALL = 15_000; // ms without a byte
const WHOLE = 5 * 60_000;

/**
 * Downloads into a file, with progress.
 * @param {Context} ctx
 * @param {string} url
 * @param {string} file
 * @param {number} answer milliseconds until the host must have answered
 * @throws {Error} also if the host sends nothing for too long
 */
async function download(ctx, url, file, answer) {
  const control = new AbortController();
  let timer = setTimeout(() => control.abort(), answer);
  const whole = setTimeout(() => control.abort(), WHOLE);
  /** @param {Response} response */
  async function* counted({ body, headers }) {
    const total = Number(headers.get('content-length') ?? 0);
    let done = 0;
    for await (const chunk of body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(() => control.abort(), STALL);
      done += chunk.length;
      ctx.report.bytes('downloading', done, total);
      yield chunk;
    }
  }
  try {
    const response = await fetch(url, { signal: control.signal });
    if (!response.ok) throw new Error(`the host responded with status ${response.status}`);
    await pipeline(counted(response), fs.createWriteStream(file));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error; // of the file: those of the network have it as cause
    const cause = error instanceof Error ? error.cause : undefined;
    const why = control.signal.aborted ? 'no response in time' : (codeOf(cause) ?? reasonOf(error));
    throw new Error(`${new URL(url).host} can't be reached (${why})`);
  } finally {
    clearTimeout(timer);
    clearTimeout(whole);
  }
}

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
    await download(ctx, url, archive, brief ? BRIEF : ANSWER);
    await unpackArchive(ctx, archive, folder);
  });
  return { source: 'official', from: url, lacks: [] };
}

module.exports = { fromOfficial, unpackArchive };
