/** Files packed with gzip. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { DataError } from '../../core/errors';

/**
 * The content of a packed file, chunk by chunk.
 * @throws DataError at the end of a file that is cut off, or where it is damaged
 * @throws the reason of `signal` if it aborts
 */
export async function* unpacked(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const packed = createReadStream(path, { highWaterMark: 1 << 18 });
  const content = packed.pipe(createGunzip({ chunkSize: 1 << 18 }));
  packed.on('error', (error) => content.destroy(error));
  try {
    for await (const chunk of content) {
      signal?.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    throw cannotUnpack(path, error);
  } finally {
    packed.destroy();
    content.destroy();
  }
}

/**
 * Reads a packed file to its end. DuckDB takes a file that is cut off for a shorter one.
 * @throws as {@link unpacked}
 */
export async function checkUnpacks(path: string, signal?: AbortSignal): Promise<void> {
  for await (const _ of unpacked(path, signal));
}

/** The error in words if it is one of zlib, otherwise itself: also the reason of a signal, which may be anything. */
export function cannotUnpack(file: string, error: unknown): unknown {
  const code = error instanceof Error ? (error as { readonly code?: unknown }).code : undefined;
  if (!(error instanceof Error) || typeof code !== 'string' || !code.startsWith('Z_')) return error;
  const isCut = code === 'Z_BUF_ERROR';
  const what = isCut
    ? 'it ends too early; is it still being written, or was the download cut off?'
    : error.message;
  return new DataError(`${file}: the file can't be unpacked with gzip: ${what}`, { file });
}
