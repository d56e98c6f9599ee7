/** A copy of a file for programs that read fewer formats than our reader: in UTF-8, with the same end on every line. */
import { isAscii } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type TextEncoding, windowsText } from './field-decoder';

const [LF, CR] = [0x0a, 0x0d];
const CHUNK = { highWaterMark: 1 << 20 };

/**
 * Writes the text of a file to `to` in UTF-8, each line ending with a line feed, unless the file is UTF-8 already and
 * its lines end alike.
 * @returns the path of the file to read: `to`, or `path` if no copy was needed
 */
export async function plainCopy(path: string, encoding: TextEncoding, to: string): Promise<string> {
  const isUtf8 = encoding === 'utf-8' || (encoding === 'detect' && (await startsAsUtf8(path)));
  if (isUtf8 && !(await hasMixedLines(path))) return path;
  const decode = (chunk: Buffer) => (isUtf8 ? chunk : windowsText(chunk, 0, chunk.length));
  const alike = new LinesAlike();
  const plain = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, decode(alike.next(chunk))),
    flush: (done) => done(null, decode(alike.end())),
  });
  await pipeline(createReadStream(path, CHUNK), plain, createWriteStream(to));
  return to;
}

/** Replaces `\r\n` with `\n`, chunk by chunk. */
class LinesAlike {
  /** A carriage return at the end of the last chunk, which may belong to a line end. */
  #rest = Buffer.alloc(0);

  next(chunk: Buffer): Buffer {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const end = bytes.length - (bytes.at(-1) === CR ? 1 : 0);
    this.#rest = Buffer.from(bytes.subarray(end));
    const plain = Buffer.allocUnsafe(end);
    let length = 0;
    for (let at = 0; at < end; at++) {
      if (bytes[at] !== CR || bytes[at + 1] !== LF) plain[length++] = bytes[at]!;
    }
    return plain.subarray(0, length);
  }

  end(): Buffer {
    return this.#rest;
  }
}

/** Whether some lines end with `\r\n` and others with `\n`. Reads up to the first one that differs. */
async function hasMixedLines(path: string): Promise<boolean> {
  let kind: boolean | undefined;
  let last = 0;
  for await (const chunk of createReadStream(path, CHUNK) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) {
      const isWindows = (at === 0 ? last : chunk[at - 1]) === CR;
      kind ??= isWindows;
      if (isWindows !== kind) return true;
    }
    last = chunk.at(-1)!;
  }
  return false;
}

/** Whether the first letter that isn't ASCII is UTF-8, as the reader decides. */
async function startsAsUtf8(path: string): Promise<boolean> {
  let at = 0;
  for await (const chunk of createReadStream(path, CHUNK) as AsyncIterable<Buffer>) {
    if (!isAscii(chunk)) return await isUtf8At(path, at + chunk.findIndex((byte) => byte > 0x7f));
    at += chunk.length;
  }
  return true;
}

async function isUtf8At(path: string, at: number): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, at);
    const end = buffer.subarray(0, bytesRead).findIndex((byte) => byte < 0x80);
    const letters = buffer.subarray(0, end < 0 ? bytesRead : end);
    // As a stream: the last letter may be cut off, unless something follows it.
    new TextDecoder('utf-8', { fatal: true }).decode(letters, { stream: end < 0 });
    return true;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
