/**
 * The files of a model package: bytes under names that carry their own hash, so that a file never changes
 * under its name, and two versions of a model can lie side by side while one takes the other's place.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { mapFile } from './mapped-file';
import { PackageError } from './package-error';

/** A file of the package, as its header lists it. */
export interface PackageFile {
  /** `train-user.3f9a0c5d7e21b884.bin` */
  readonly name: string;
  readonly bytes: number;
  /** Of its content, 64 hex digits. */
  readonly sha256: string;
}

const NAME = /^[A-Za-z][A-Za-z0-9-]*\.[0-9a-f]{16}\.(bin|json)$/;
/** Read and hashed at a time, so that a server answers between two pieces. */
const PIECE = 4 << 20;

/** Whether it could be the name of a package's file: no folder in it, nothing hidden. */
export function isPackageFile(name: string): boolean {
  return NAME.test(name);
}

/** Writes the bytes, whole and on the disk, to `what.<hash>.<ending>`; nothing where it lies there already. */
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

/** Writes beside, flushes to the disk, and renames: at any moment the old file or the new one is whole. */
export async function writeDurably(dir: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = path.join(dir, `.${name}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path.join(dir, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dir);
}

/**
 * The content, if it is what was written: a buffer of its own, so that any typed array can be laid over it.
 *
 * @param options `mapFrom`: a file of at least so many bytes is mapped where the system can; default: none is
 */
export async function readPackageFile(
  dir: string,
  file: PackageFile,
  options: { readonly mapFrom?: number } = {},
): Promise<ArrayBuffer> {
  const { mapFrom = Number.POSITIVE_INFINITY } = options;
  const handle = await open(path.join(dir, file.name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new PackageError('missing', file.name, 'the file is not there');
    throw error;
  });
  try {
    // Nothing of a mapping is looked at before its file is known to be whole.
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

/** Reads the file piece by piece into the room that `into` gives for what begins at a byte, and checks its hash. */
async function checkPieces(
  handle: FileHandle,
  file: PackageFile,
  into: (at: number) => Uint8Array,
): Promise<void> {
  const { size } = await handle.stat();
  if (size !== file.bytes) {
    throw new PackageError('truncated', file.name, `has ${size} bytes, ${file.bytes} were written`);
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
    throw new PackageError('tampered', file.name, 'the content is not what was written (SHA-256)');
  }
}

/** Removes files of earlier versions, and what an interrupted save left behind; nothing else. */
export async function removeOthers(dir: string, keep: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(dir)) {
    const own = NAME.test(name) || (name.startsWith('.') && name.endsWith('.tmp'));
    if (own && !keep.has(name)) await rm(path.join(dir, name), { force: true });
  }
}

/** Makes the names in a folder last; Windows has no such call. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
