/**
 * The files of a model package. Their names include their hash, so that a file never changes under its name and two
 * versions of a model can coexist while one replaces the other.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { syncFolder, writeDurably } from '../../core/write-durably';
import { fileOfNote, identityOf, isKnownIntact, rememberIntact } from './checked-files';
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
/** Smaller files are hashed each time. */
const NOTE_FROM = 1e6;

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
  if (there === undefined) {
    await writeDurably(dir, file.name, bytes);
    await rememberWritten(dir, file);
  }
  return file;
}

/** The same for what is written to a path. @param options `ending`: default bin */
export async function writePackageFileBy(
  dir: string,
  what: string,
  write: (file: string) => void | Promise<void>,
  { ending = 'bin', signal }: { readonly ending?: 'bin' | 'json'; readonly signal?: AbortSignal } = {},
): Promise<PackageFile> {
  const temporary = path.join(dir, `.${what}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    await write(temporary);
    const handle = await open(temporary, 'r+');
    const hashed = hashOf(handle, { signal });
    const { sha256, bytes } = await hashed.finally(() => handle.sync().finally(() => handle.close()));
    const file = { name: `${what}.${sha256.slice(0, 16)}.${ending}`, bytes, sha256 };
    await rename(temporary, path.join(dir, file.name));
    await syncFolder(dir);
    await rememberWritten(dir, file);
    return file;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function rememberWritten(dir: string, { name, bytes }: PackageFile): Promise<void> {
  if (bytes >= NOTE_FROM) await rememberIntact(dir, name, await identityOf(dir, name));
}

/**
 * The content, verified, in its own buffer, so that any typed array can use it.
 *
 * @param options `mapFrom`: files of at least this many bytes are mapped if possible; default: none. `check`: throws if
 *   the content can't be used; not called for a mapped file that is known to be intact
 */
export async function readPackageFile(
  dir: string,
  file: PackageFile,
  options: { readonly mapFrom?: number; readonly check?: (content: ArrayBuffer) => void } = {},
): Promise<ArrayBuffer> {
  const { mapFrom = Number.POSITIVE_INFINITY, check } = options;
  return await opened(dir, file, async (handle) => {
    // The mapping isn't used until its file is known to be intact.
    const mapped = file.bytes < mapFrom ? undefined : mapFile(handle, file.bytes);
    if (mapped) await checkInPlace(dir, handle, file, () => check?.(mapped));
    const content = mapped ?? (await readWhole(handle, file));
    if (!mapped) check?.(content);
    return content;
  });
}

/** The path of a file that is verified, for a library that takes one. */
export async function pathOfPackageFile(dir: string, file: PackageFile): Promise<string> {
  await opened(dir, file, (handle) => checkInPlace(dir, handle, file));
  return path.join(dir, file.name);
}

async function opened<Result>(
  dir: string,
  { name }: PackageFile,
  use: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  const handle = await open(path.join(dir, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new PackageError('missing', name, 'this file is missing');
    throw error;
  });
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** Checks a file that isn't read otherwise, unless it is known to be intact. */
async function checkInPlace(
  dir: string,
  handle: FileHandle,
  file: PackageFile,
  check?: () => void,
): Promise<void> {
  await checkSize(handle, file);
  if (file.bytes >= NOTE_FROM && (await isKnownIntact(dir, file.name))) return;
  const identity = await identityOf(dir, file.name);
  const piece = Buffer.alloc(Math.min(PIECE, file.bytes));
  await checkPieces(handle, file, () => piece);
  check?.();
  if (file.bytes >= NOTE_FROM) await rememberIntact(dir, file.name, identity);
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
  await checkSize(handle, file);
  if ((await hashOf(handle, { into })).sha256 === file.sha256) return;
  throw new PackageError('tampered', file.name, 'the content differs from what was written (SHA-256)');
}

async function checkSize(handle: FileHandle, { name, bytes }: PackageFile): Promise<void> {
  const { size } = await handle.stat();
  if (size === bytes) return;
  throw new PackageError('truncated', name, `has ${size} bytes, but ${bytes} were written`);
}

/** The hash of a file up to its end. @param options `into`: the buffer for the piece at an offset; default: always the same */
async function hashOf(
  handle: FileHandle,
  { into, signal }: { readonly into?: (at: number) => Uint8Array; readonly signal?: AbortSignal } = {},
): Promise<Pick<PackageFile, 'sha256' | 'bytes'>> {
  const hash = createHash('sha256');
  const { size } = await handle.stat();
  const same = into ? undefined : Buffer.alloc(PIECE);
  let at = 0;
  while (at < size) {
    signal?.throwIfAborted();
    const room = into?.(at) ?? same!;
    const { bytesRead } = await handle.read(room, 0, Math.min(PIECE, room.length, size - at), at);
    if (bytesRead === 0) break; // it was cut off meanwhile, so its hash is another
    hash.update(room.subarray(0, bytesRead));
    at += bytesRead;
  }
  return { sha256: hash.digest('hex'), bytes: at };
}

/** Removes files of earlier versions and leftovers of interrupted saves; nothing else. */
export async function removeOthers(dir: string, keep: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(dir)) {
    const noted = fileOfNote(name);
    const own = NAME.test(noted ?? name) || (name.startsWith('.') && name.endsWith('.tmp'));
    if (own && !keep.has(noted ?? name)) await rm(path.join(dir, name), { force: true });
  }
}
