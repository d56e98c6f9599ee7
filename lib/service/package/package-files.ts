/**
 * The files of a model package. Their names include their hash, so that a file never changes under its name and two
 * versions of a model can coexist while one replaces the other.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { writeDurably } from '../../core/write-durably';
import { mapFile } from './mapped-file';
import { PackageError } from './package-error';

/** A file of the package, as its header lists it. */
export interface PackageFile {
  /** `train-user.3f9a0c5d7e21b884.bin` */
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of its content, 64 hex digits. */
  readonly sha256: string;
}

const NAME = /^[A-Za-z][A-Za-z0-9-]*\.[0-9a-f]{16}\.(bin|json)$/;
/** Bytes read and hashed at a time, so that a server can respond in between. */
const PIECE = 4 << 20;

/** Whether this could be the name of a file in a package: no folder, not hidden. */
export function isPackageFile(name: string): boolean {
  return NAME.test(name);
}

/** Writes the bytes durably to `what.<hash>.<ending>`, unless the file exists. */
export async function writePackageFile(
  dir: string,
  what: string,
  ending: 'bin' | 'json',
  bytes: Uint8Array,
): Promise<PackageFile> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { name: `${what}.${sha256.slice(0, 16)}.${ending}`, bytes: bytes.length, sha256 };
  const there = await readPackageFile(dir, file).catch(() => undefined);
  if (there === undefined) await writeDurably(dir, file.name, bytes);
  return file;
}

/**
 * The content, verified, in its own buffer, so that any typed array can use it.
 *
 * @param options `mapFrom`: files of at least this many bytes are mapped if possible; default: none
 */
export async function readPackageFile(
  dir: string,
  file: PackageFile,
  options: { readonly mapFrom?: number } = {},
): Promise<ArrayBuffer> {
  const { mapFrom = Number.POSITIVE_INFINITY } = options;
  const handle = await open(path.join(dir, file.name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new PackageError('missing', file.name, 'this file is missing');
    throw error;
  });
  try {
    // The mapping isn't used until its file is known to be intact.
    const mapped = file.bytes < mapFrom ? undefined : mapFile(handle, file.bytes);
    if (!mapped) return await readWhole(handle, file);
    const piece = Buffer.alloc(Math.min(PIECE, file.bytes));
    await checkPieces(handle, file, () => piece);
    return mapped;
  } finally {
    await handle.close();
  }
}

async function readWhole(handle: FileHandle, file: PackageFile): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(file.bytes);
  await checkPieces(handle, file, (at) => bytes.subarray(at));
  return bytes.buffer as ArrayBuffer;
}

/** Reads the file piece by piece, each into the buffer that `into` returns for its offset, and checks the hash. */
async function checkPieces(
  handle: FileHandle,
  file: PackageFile,
  into: (at: number) => Uint8Array,
): Promise<void> {
  const { size } = await handle.stat();
  if (size !== file.bytes) {
    throw new PackageError('truncated', file.name, `has ${size} bytes, but ${file.bytes} were written`);
  }
  const hash = createHash('sha256');
  for (let at = 0; at < size; ) {
    const room = into(at);
    const { bytesRead } = await handle.read(room, 0, Math.min(PIECE, room.length, size - at), at);
    if (bytesRead === 0) throw new PackageError('truncated', file.name, `ends after ${at} bytes`);
    hash.update(room.subarray(0, bytesRead));
    at += bytesRead;
  }
  if (hash.digest('hex') !== file.sha256) {
    throw new PackageError('tampered', file.name, 'the content differs from what was written (SHA-256)');
  }
}

/** Removes files of earlier versions and leftovers of interrupted saves; nothing else. */
export async function removeOthers(dir: string, keep: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(dir)) {
    const own = NAME.test(name) || (name.startsWith('.') && name.endsWith('.tmp'));
    if (own && !keep.has(name)) await rm(path.join(dir, name), { force: true });
  }
}
