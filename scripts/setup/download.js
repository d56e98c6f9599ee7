// Downloads that continue where they stopped. What has arrived is in `FILE.part` until the file is complete.

const fs = require('node:fs');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const { readJson, remove, writeJson } = require('./atomic');
const { reasonOf, codeOf } = require('./setup-error');

const ANSWER = 10_000; // ms until the host must have answered
const STALL = 15_000; // ms without a byte

/**
 * @typedef {object} DownloadOptions
 * @property {(done: number, total: number) => void} [onBytes] total is 0 where the host doesn't say it
 * @property {number} [answer] milliseconds until the host must have answered
 * @property {number} [whole] milliseconds until the file must be complete
 */

/**
 * Downloads a file. If an earlier call was interrupted, only the rest is fetched, unless the file has changed at the
 * host meanwhile.
 * @param {string} url
 * @param {string} file
 * @param {DownloadOptions} [options]
 * @throws {Error} also if the host sends nothing for too long; what has arrived stays for the next call
 */
async function download(url, file, { onBytes, answer = ANSWER, whole } = {}) {
  const part = `${file}.part`;
  const control = new AbortController();
  let timer = setTimeout(() => control.abort(), answer);
  const end = whole === undefined ? undefined : setTimeout(() => control.abort(), whole);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  try {
    const { response, from } = await request(url, part, control.signal);
    const length = Number(response.headers.get('content-length') ?? 0);
    const total = length === 0 ? 0 : from + length;
    let done = from;
    async function* counted() {
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(() => control.abort(), STALL);
        done += chunk.length;
        onBytes?.(done, total);
        yield chunk;
      }
    }
    await pipeline(counted(), fs.createWriteStream(part, { flags: from > 0 ? 'a' : 'w' }));
    if (total > 0 && done !== total) throw new Error(`the host sent ${done} of ${total} bytes`);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error; // of the file: those of the network have it as cause
    const cause = error instanceof Error ? error.cause : undefined;
    const why = control.signal.aborted ? 'no response in time' : (codeOf(cause) ?? reasonOf(error));
    throw new Error(`${new URL(url).host} can't be reached (${why})`);
  } finally {
    clearTimeout(timer);
    clearTimeout(end);
  }
  fs.renameSync(part, file);
  remove(`${part}.json`);
}

/**
 * Asks for the file, or for the rest of it.
 * @param {string} url
 * @param {string} part
 * @param {AbortSignal} signal
 * @returns {Promise<{ response: Response, from: number }>} from: bytes that are there already
 */
async function request(url, part, signal) {
  const there = fs.statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  /** @type {{ url?: string, version?: string } | undefined} */
  const earlier = readJson(`${part}.json`);
  const version = there > 0 && earlier?.url === url ? earlier.version : undefined;
  if (version) {
    const headers = { range: `bytes=${there}-`, 'if-range': version, 'accept-encoding': 'identity' };
    const response = await fetch(url, { signal, headers });
    if (response.status === 206) return { response, from: there };
    if (response.status === 200) return { response: remembered(response), from: 0 };
    await response.body?.cancel(); // such as 416: what is there is as long as the file, and yet not the file
  }
  const response = await fetch(url, { signal, headers: { 'accept-encoding': 'identity' } });
  if (response.ok) return { response: remembered(response), from: 0 };
  throw new Error(`the host responded with status ${response.status}`);

  /** @param {Response} response */
  function remembered(response) {
    const tag = response.headers.get('etag');
    // A weak one doesn't say that the bytes are the same.
    const known = tag && !tag.startsWith('W/') ? tag : response.headers.get('last-modified');
    if (known) writeJson(`${part}.json`, { url, version: known });
    else remove(`${part}.json`);
    return response;
  }
}

module.exports = { download };
