/** The first bytes of a file, unpacked if it is compressed. */
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { cannotRead } from '../../data/delimited/cannot-read';
import { cannotUnpack } from './gzip';

const START_BYTES = 65_536;

export interface FileStart {
  readonly bytes: Uint8Array;
  readonly isGzip: boolean;
  readonly isJson: boolean;
}

/** @throws DataError for a file that can't be read or unpacked */
export function fileStart(path: string): FileStart {
  const packed = firstBytes(path);
  const isGzip = packed[0] === 0x1f && packed[1] === 0x8b;
  const bytes = isGzip ? unpacked(path, packed) : packed;
  return { bytes, isGzip, isJson: /^\s*\{/.test(Buffer.from(bytes.subarray(0, 100)).toString('utf8')) };
}

function firstBytes(path: string): Uint8Array {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    const bytes = Buffer.alloc(START_BYTES);
    return bytes.subarray(0, readSync(handle, bytes));
  } catch (cause) {
    return cannotRead(path, cause);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function unpacked(path: string, packed: Uint8Array): Uint8Array {
  try {
    // The rest of the file is missing, which is not an error here.
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, START_BYTES);
  } catch (cause) {
    throw cannotUnpack(path, cause);
  }
}
