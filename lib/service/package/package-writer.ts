/** Writes the files of a package. */
import { constants } from 'node:fs';
import { copyFile, link, open } from 'node:fs/promises';
import { jsonPieces } from '../../core/json-pieces';
import { type PackageFile, writePackageFile, writePackageFileBy } from './package-files';
import type { ArrayFile } from './package-header';
import type { SavedArray } from './train-source';

/** Writes arrays and JSON to files of a package; each returns how the header lists the file. */
export interface FileWriter {
  /** Lists of at least this many ids are packed. */
  readonly packFrom: number;
  array(what: string, values: SavedArray): Promise<ArrayFile>;
  json(what: string, value: object): Promise<PackageFile>;
  /** A list of texts, as JSON. */
  texts(what: string, texts: readonly string[]): Promise<PackageFile>;
}

/** How a package is written. */
export interface WritingOptions {
  readonly signal?: AbortSignal;
  /** Called with what is being written. */
  readonly onFile?: (what: string) => void;
}

export function packageWriter(
  dir: string,
  packFrom: number,
  { signal, onFile }: WritingOptions = {},
): FileWriter {
  const begin = (what: string) => {
    signal?.throwIfAborted();
    onFile?.(what);
  };
  return {
    packFrom,
    async array(what, values) {
      begin(what);
      if ('path' in values) {
        const { path, type, length } = values;
        return {
          ...(await writePackageFileBy(dir, what, (file) => shareFile(path, file), { signal })),
          type,
          length,
        };
      }
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      const type = values.constructor.name as ArrayFile['type'];
      return { ...(await writePackageFile(dir, what, 'bin', bytes)), type, length: values.length };
    },
    json(what, value) {
      begin(what);
      return writePackageFile(dir, what, 'json', Buffer.from(JSON.stringify(value)));
    },
    texts(what, texts) {
      begin(what);
      return writePackageFileBy(dir, what, (file) => writeTexts(file, texts), { ending: 'json', signal });
    },
  };
}

/** The file under another name; a copy where that isn't possible. */
async function shareFile(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL));
}

async function writeTexts(file: string, texts: readonly string[]): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    for (const piece of jsonPieces(texts)) await handle.appendFile(piece); // unlike `write`, all of it or an error
  } finally {
    await handle.close();
  }
}
