/** A file in UTF-8, for programs that read nothing else. */
import { isAscii } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type TextEncoding, windowsText } from './field-decoder';

/**
 * Writes the text of a file to `to` in UTF-8, unless it is UTF-8 already.
 * @returns the path of the file that is UTF-8: one of the two
 */
export async function utf8Copy(path: string, encoding: TextEncoding, to: string): Promise<string> {
  if (encoding === 'utf-8' || (encoding === 'detect' && (await startsAsUtf8(path)))) return path;
  const decode = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, windowsText(chunk, 0, chunk.length)),
  });
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), decode, createWriteStream(to));
  return to;
}

/** Whether the first letter that isn't ASCII is UTF-8, as the reader decides. */
async function startsAsUtf8(path: string): Promise<boolean> {
  let at = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
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
