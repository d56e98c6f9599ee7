/**
 * State of a consumer, saved together with the offsets that it includes. Since both are in one file that is replaced in
 * one step, they always belong together: after a crash the consumer continues from the offsets of its state, and each
 * event is counted once, even though events may be read again.
 */
import { type FileHandle, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { crc32 } from 'node:zlib';
import { LabError } from '../core/errors';
import { writeDurably } from '../core/write-durably';
import type { Offsets } from './event-log';

/** What is saved. */
export interface Saved {
  /** The id of the log that was read. */
  readonly log: string;
  /** Where to continue. */
  readonly offsets: Offsets;
  /** Anything else in JSON. */
  readonly extra: unknown;
  readonly state: Uint8Array;
}

const NAME = /^checkpoint-(\d{8,})\.bin$/;
const VERSION = 1;

export class Checkpoint {
  /** Of the newest one; unknown at first. */
  #number: number | undefined;

  /** @param dir a folder for this consumer alone, which is created if needed */
  constructor(
    readonly dir: string,
    private readonly onNote: (note: string) => void = () => {},
  ) {}

  /**
   * The newest checkpoint that isn't damaged; undefined if there is none.
   * @throws LabError `CHECKPOINT` if another version of this library has written it
   */
  async load(): Promise<Saved | undefined> {
    const numbers = await this.#numbers();
    this.#number = numbers.at(-1) ?? 0;
    for (const number of numbers.toReversed()) {
      const { version, saved } = decode(await readFile(this.#file(number)));
      if (saved && version === VERSION) return saved;
      if (saved) {
        throw new LabError(
          'CHECKPOINT',
          `${this.#file(number)} has version ${version}, but this library reads version ${VERSION}; ` +
            'use the library that wrote it, or another folder, in which everything is replayed',
        );
      }
      this.onNote(`${this.#file(number)} is damaged; continuing from the one before`);
      await rm(this.#file(number), { force: true }); // so that it isn't kept in place of an intact one
    }
    return undefined;
  }

  /**
   * Resolves when it is durable. The one before is kept, for the case that this one gets damaged.
   * @param state the saved state, in pieces: between two of them, the process can do other things
   */
  async save(saved: Omit<Saved, 'state'>, state: Iterable<Uint8Array>): Promise<void> {
    await mkdir(this.dir, { recursive: true });
    const next = 1 + (this.#number ?? (await this.#numbers()).at(-1) ?? 0);
    await writeDurably(this.dir, path.basename(this.#file(next)), (file) => write(file, saved, state));
    this.#number = next;
    for (const number of (await this.#numbers()).slice(0, -2)) await rm(this.#file(number), { force: true });
  }

  async #numbers(): Promise<number[]> {
    const names = await readdir(this.dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names
      .map((name) => Number(NAME.exec(name)?.[1] ?? 0))
      .filter((number) => number > 0)
      .sort((a, b) => a - b);
  }

  #file(number: number): string {
    return path.join(this.dir, `checkpoint-${String(number).padStart(8, '0')}.bin`);
  }
}

/** CRC-32 of the rest, length of the JSON, JSON, state. */
async function write(
  file: FileHandle,
  { log, offsets, extra }: Omit<Saved, 'state'>,
  state: Iterable<Uint8Array>,
): Promise<void> {
  const json = Buffer.from(JSON.stringify({ version: VERSION, log, offsets, extra }));
  const head = Buffer.alloc(8);
  head.writeUInt32LE(json.length, 4);
  let sum = crc32(json, crc32(head.subarray(4)));
  await file.writeFile(Buffer.concat([head, json]));
  for (const piece of state) {
    sum = crc32(piece, sum);
    await file.writeFile(piece);
  }
  head.writeUInt32LE(sum);
  await file.write(head, 0, 4, 0);
}

/** Nothing if it is damaged. */
function decode(bytes: Buffer): { version?: unknown; saved?: Saved } {
  if (bytes.length < 8 || crc32(bytes.subarray(4)) !== bytes.readUInt32LE()) return {};
  const at = 8 + bytes.readUInt32LE(4);
  const { version, log, offsets, extra } = JSON.parse(bytes.subarray(8, at).toString());
  return { version, saved: { log, offsets, extra, state: bytes.subarray(at) } };
}
