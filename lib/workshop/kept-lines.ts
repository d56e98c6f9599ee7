/**
 * Records that outlive the kernel, one JSON text a line, in `data/workshop/`. Each is appended in one write, so
 * several kernels can write to the same file and an interrupted write damages its own line only. Lines that
 * can't be read are skipped and kept. Nothing leaves the machine.
 */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Set to `memory`, nothing is read or written: for the runs that save or test a notebook, whose outputs must not
 * depend on what somebody did on this machine.
 */
export const STORE_VARIABLE = 'RECOMMENDER_LAB_WORKSHOP';

const FOLDER = path.join(__dirname, '..', '..', 'data', 'workshop');

/** Where records go. */
export interface KeptLines<Kept> {
  /** All records, oldest first. */
  read(): readonly Kept[];
  append(record: Kept): void;
  /** Why the last record is kept in memory only. */
  readonly problem?: string;
}

/** What couldn't be written, by file: it lasts as long as the process. */
const UNWRITTEN = new Map<string, object[]>();

/** In a file, which is made when the first record is written. */
export class LinesFile<Kept extends object> implements KeptLines<Kept> {
  /** @param isKept whether a line's JSON is a record */
  constructor(
    readonly file: string,
    private readonly isKept: (value: object) => boolean,
  ) {}

  problem?: string;

  read(): Kept[] {
    const lines = contentOf(this.file).split('\n');
    const values = [...lines.map(jsonOf), ...(UNWRITTEN.get(this.file) ?? [])];
    return values.filter((value) => value !== undefined && this.isKept(value)) as Kept[];
  }

  append(record: Kept): void {
    this.problem = undefined;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      // The newline comes first: a line that was cut off stays on its own.
      appendFileSync(this.file, `\n${JSON.stringify(record)}`);
    } catch (error) {
      // On a read-only or full disk, the lesson must go on.
      UNWRITTEN.set(this.file, [...(UNWRITTEN.get(this.file) ?? []), record]);
      this.problem = `Not saved, as ${path.basename(this.file)} can't be written: ${(error as Error).message}`;
    }
  }
}

/** In memory, gone with the process. */
export class LinesInMemory<Kept> implements KeptLines<Kept> {
  private readonly records: Kept[] = [];

  read(): readonly Kept[] {
    return this.records;
  }

  append(record: Kept): void {
    this.records.push(record);
  }
}

/** Outlives the reload of a file by the import cell. */
const MEMORY = Symbol.for('recommender-lab.workshop-memory');

/** The records under this name: `data/workshop/NAME.jsonl`, or in memory if `RECOMMENDER_LAB_WORKSHOP` says so. */
export function keptLines<Kept extends object>(
  name: string,
  isKept: (value: object) => boolean,
): KeptLines<Kept> {
  if (process.env[STORE_VARIABLE] !== 'memory')
    return new LinesFile(path.join(FOLDER, `${name}.jsonl`), isKept);
  const holder = globalThis as { [MEMORY]?: Map<string, LinesInMemory<object>> };
  holder[MEMORY] ??= new Map();
  const known = holder[MEMORY].get(name) ?? new LinesInMemory<object>();
  holder[MEMORY].set(name, known);
  return known as unknown as KeptLines<Kept>;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}

function jsonOf(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
