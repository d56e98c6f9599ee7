/**
 * The code executed in all of this user's notebooks, including earlier sessions: consoles recall it with the arrow
 * keys.
 *
 * A file with one JSON line per cell, to which several kernels append. When full, it becomes the older of two files,
 * and the previous older one is deleted; renaming is atomic, so no other kernel sees a partial file.
 */
import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cutIndex } from '../../core/well-formed';

const { cacheFolder } =
  require('../../core/cache-folder.cjs') as typeof import('../../core/cache-folder.cjs');

/** A larger file (in bytes) becomes the older one. */
const FULL = 1_000_000;
/** Longer texts are cut to this many characters. */
const LONGEST = 20_000;

/** What a front end requests. */
export interface HistoryRequest {
  /** The last `n`; the cells from `start` to before `stop` of a session; the last `n` that match a pattern. */
  readonly kind: 'tail' | 'range' | 'search';
  /** Whether to include their outputs. */
  readonly output: boolean;
  readonly n: number | undefined;
  /** 0 is the current session, -1 the one before. */
  readonly session: number;
  readonly start: number;
  readonly stop: number | undefined;
  /** Matches a whole cell, with `*` for any text and `?` for any character. */
  readonly pattern: string;
  /** Only the latest of cells with the same text. */
  readonly unique: boolean;
}

/** Session, number of the cell in it, and its text, or its text and its result's. */
export type HistoryEntry = [session: number, line: number, source: string | [string, string | null]];

interface Line {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output?: string;
}

export class History {
  private readonly session = Date.now();
  private readonly file: string;
  /** Entries that couldn't be written because the disk is full or read-only. */
  private readonly unwritten: Line[] = [];

  /** @param folder created when the first cell runs */
  constructor(
    private readonly folder = cacheFolder(),
    private readonly full = FULL,
  ) {
    this.file = join(folder, 'history.jsonl');
  }

  /** Records a cell. Cost: one short append. */
  add(line: number, input: string, output?: string): void {
    const cut = (text: string) => text.slice(0, cutIndex(text, LONGEST));
    const entry: Line = {
      session: this.session,
      line,
      input: cut(input),
      ...(output === undefined ? {} : { output: cut(output) }),
    };
    try {
      mkdirSync(this.folder, { recursive: true });
      if ((statSync(this.file, { throwIfNoEntry: false })?.size ?? 0) > this.full) {
        renameSync(this.file, this.older);
      }
      appendFileSync(this.file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch {
      this.unwritten.push(entry); // a cell must not fail because it can't be recorded
    }
  }

  find(request: HistoryRequest): HistoryEntry[] {
    const entries = this.select(this.lines(), request);
    return entries.map(({ session, line, input, output }) => [
      session,
      line,
      request.output ? [input, output ?? null] : input,
    ]);
  }

  private select(lines: Line[], { kind, n, session, start, stop, pattern, unique }: HistoryRequest): Line[] {
    const last = (some: Line[]) => (n === undefined ? some : some.slice(Math.max(0, some.length - n)));
    if (kind === 'tail') return last(lines);
    if (kind === 'range') {
      const wanted = this.sessionNumber(lines, session);
      return lines.filter(
        (one) => one.session === wanted && one.line >= start && one.line < (stop ?? Infinity),
      );
    }
    const matches = asExpression(pattern);
    const found = lines.filter(({ input }) => matches.test(input));
    const latest = new Map(found.map((one) => [one.input, one]));
    return last(unique ? found.filter((one) => latest.get(one.input) === one) : found);
  }

  /** Positive numbers name a session; others count back from the current one. */
  private sessionNumber(lines: Line[], session: number): number | undefined {
    if (session > 0) return session;
    const known = new Set(lines.map((one) => one.session));
    const others = [...known].filter((one) => one < this.session).sort((a, b) => a - b);
    return [...others, this.session].at(session - 1);
  }

  private lines(): Line[] {
    const read = (file: string): Line[] => {
      try {
        return readFileSync(file, 'utf8').split('\n').flatMap(parsed);
      } catch {
        return []; // none yet
      }
    };
    return [...read(this.older), ...read(this.file), ...this.unwritten];
  }

  private get older(): string {
    return join(this.folder, 'history.older.jsonl');
  }
}

/** A line of the file; undefined for one left incomplete by a killed kernel. */
function parsed(text: string): Line[] {
  try {
    const line = JSON.parse(text);
    return typeof line?.input === 'string' && Number.isFinite(line.session) && Number.isFinite(line.line)
      ? [line]
      : [];
  } catch {
    return [];
  }
}

function asExpression(pattern: string): RegExp {
  const parts = { '*': '.*', '?': '.' } as Record<string, string>;
  return new RegExp(
    `^${pattern.replace(/[\\^$.*+?()[\]{}|/-]/g, (character) => parts[character] ?? `\\${character}`)}$`,
    's',
  );
}
