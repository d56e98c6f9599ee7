/** The log of an experiment, in its folder. See `log-line.ts` for what is in it. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LabError } from '../../core/errors';
import { writeDurably } from '../../core/write-durably';
import { DurableFile } from '../../streaming/embedded/durable-file';
import { GroupCommit } from '../../streaming/embedded/group-commit';
import { type LogLine, lineIn } from './log-line';

const FILE = 'events.ndjson';
const MOST_WAITING = 10_000;

export class ExperimentLog {
  readonly #flushes: GroupCommit<never>;
  /** What will be written in this turn of the event loop. */
  #text = '';
  #writing: Promise<void> | undefined;
  #isFailing = false;

  private constructor(
    private file: DurableFile,
    private readonly onNote: (note: string) => void,
  ) {
    this.#flushes = new GroupCommit({
      write: () => this.file.flush(),
      mostWaiting: MOST_WAITING,
      what: "an experiment's events",
    });
  }

  /**
   * @param dir the experiment's folder, which exists and is locked
   * @param onNote called when lines can't be stored anymore, and when they can again
   */
  static async open(dir: string, onNote: (note: string) => void): Promise<ExperimentLog> {
    const whole = path.join(dir, FILE);
    if (!(await stat(whole).catch(() => undefined))) await writeDurably(dir, FILE, new Uint8Array(0));
    return new ExperimentLog(await atNewLine(whole), onNote);
  }

  /**
   * Resolves when the lines would outlive this process, killed at any moment; a power failure may take them until the next
   * `flush`. What is appended in one turn of the event loop is written together. @throws LabError `STORAGE`
   */
  append(lines: readonly LogLine[]): Promise<void> {
    for (const line of lines) this.#text += `${JSON.stringify(line)}\n`;
    this.#writing ??= this.#write();
    return this.#writing;
  }

  async #write(): Promise<void> {
    await nextTurn();
    const refusal = this.file.isBroken ? await this.#reopen().catch((error: Error) => error) : undefined;
    // From here on, nothing is awaited: a line that comes now is written the next time.
    const text = this.#text;
    this.#text = '';
    this.#writing = undefined;
    try {
      if (refusal) throw refusal;
      this.file.appendNow(Buffer.from(text));
      if (this.#isFailing) this.onNote("the experiment's events are stored again");
      this.#isFailing = false;
    } catch (cause) {
      const { message } = cause as Error;
      const error = new LabError('STORAGE', `an experiment's events can't be stored: ${message}`, { cause });
      // Once, not for each list.
      if (!this.#isFailing) this.onNote(error.message);
      this.#isFailing = true;
      throw error;
    }
  }

  /** After a failed flush, such as on a disk that was full for a while: what comes next is stored again. */
  async #reopen(): Promise<void> {
    const broken = this.file;
    this.file = await atNewLine(broken.path);
    await broken.close().catch(() => undefined);
  }

  /** Whether the latest lines could not be stored, as on a full disk. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Resolves when all that has been appended is on disk. @throws LabError `STORAGE` */
  flush(): Promise<void> {
    return this.#flushes.add([]);
  }

  async close(): Promise<void> {
    await this.#writing?.catch(() => undefined);
    await this.#flushes.idle();
    if (!this.file.isBroken) await this.file.flush().catch(() => undefined);
    await this.file.close();
  }
}

/** Opens the file and begins a new line, because the last one may have been cut off when the process was killed. */
async function atNewLine(whole: string): Promise<DurableFile> {
  const file = await DurableFile.open(whole);
  try {
    if (file.size > 0) file.appendNow(Buffer.from('\n'));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The lines of an experiment's log, oldest first; half and damaged lines are left out. None if there is no log.
 *
 * @param dir the experiment's folder: `data/feedback/experiments/svd-or-ease`
 * @example
 * const dir = 'data/feedback/experiments/svd-or-ease';
 * for await (const line of readExperimentLog(dir)) if (line.type === 'exposure') console.log(line);
 */
export async function* readExperimentLog(dir: string): AsyncGenerator<LogLine> {
  const file = path.join(dir, FILE);
  if (!(await stat(file).catch(() => undefined))) return;
  let rest = '';
  // Not by `readline`, which also splits at U+2028, and ids may have that.
  for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    for (const text of lines) {
      const line = lineIn(text);
      if (line) yield line;
    }
  }
}
