/** Compressed archives, written by the system's `tar` and Node's zlib. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { LabError } from '../../../lib/core/errors';
import { trackChild } from '../../setup/cleanup';

/** Three quarters of the files' bytes are libraries, which higher levels hardly make smaller, but take minutes for. */
const LEVEL = 4;

/**
 * Writes a folder as a `.tar.gz`.
 * @param onBytes called with the bytes read so far; there are slightly more in all than those of the files
 * @throws LabError if tar is missing or fails; the system's error if the file can't be written
 */
export async function writeArchive(
  folder: string,
  file: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  // macOS would add a hidden file for each file.
  const env = { ...process.env, COPYFILE_DISABLE: '1' };
  const tar = spawn('tar', ['-cf', '-', '-C', dirname(folder), basename(folder)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  let said = '';
  tar.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-500);
  });
  tar.on('error', (error) => {
    said = error.message;
  });
  trackChild(tar);
  const ended = once(tar, 'close') as Promise<[number]>;
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
  await pipeline(tar.stdout, count, createGzip({ level: LEVEL }), createWriteStream(file, { flags: 'wx' }));
  const [code] = await ended;
  if (code !== 0)
    throw new LabError('WORKSHOP', `tar could not pack the files: ${said.trim() || `code ${code}`}`);
}
