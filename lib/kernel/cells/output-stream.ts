/**
 * Sends what cells print in chunks: a thousand short lines are not a thousand messages.
 *
 * A front end redraws a cell's whole text with each chunk, so chunks grow with the text. And there is a limit to what
 * it can draw: a loop that printed 100,000 lines kept JupyterLab 4.6 busy for 12 seconds, and its server dropped a
 * third of them. So a cell shows its first {@link DEFAULT_PRINT_LIMIT} lines; of the rest, the last
 * {@link TAIL_LINES} are kept and shown when it ends, below a line that says how many are missing.
 */
import { OptionError } from '../../core/errors';
import { cutIndex } from '../../core/well-formed';
import { shielded } from '../stop/end-javascript';
import { linesOf, OutputTail, type Printed } from './output-tail';

export type StreamName = Printed['name'];

/** Minimum interval between the first chunks, in milliseconds, and their minimum length, in characters. */
const FLUSH_CHARACTERS = 1 << 16;
const FLUSH_MILLISECONDS = 40;
/** From this many characters on, the text is redrawn at most twice a second. */
const HALF_SECOND_CHARACTERS = 500_000;

/** Maximum number of lines that a cell shows. */
export const DEFAULT_PRINT_LIMIT = 10_000;
/** A limit in characters too, for long lines. */
const CHARACTERS_PER_LINE = 100;
/** The number of lines shown from the end of those beyond the limit. */
export const TAIL_LINES = 200;

let limit = DEFAULT_PRINT_LIMIT;

/** Sets how many lines each cell may print from now on. @throws OptionError for less than 1 */
export function setPrintLimit(lines: number): void {
  if (!(lines >= 1))
    throw new OptionError(`printLimit: lines must be a number >= 1 (Infinity for no limit), got ${lines}`);
  limit = lines;
}

/** The printed text of one cell. Preserves the order of stdout and stderr. */
export class OutputStream {
  private name: StreamName = 'stdout';
  private text = '';
  private flushed = 0;
  private scheduled = false;
  private atLineStart = true;
  private shownLines = 0;
  private shownCharacters = 0;
  /** The last lines printed beyond the limit. */
  private tail: OutputTail | undefined;
  private ended = false;

  constructor(private readonly send: (name: StreamName, text: string) => void) {}

  /** Prints text; the output of a long synchronous loop is sent while it runs. */
  write(name: StreamName, text: string): void {
    shielded(() => {
      const fits = this.isFull ? 0 : this.fitting(text);
      if (fits > 0) this.show(name, text.slice(0, fits));
      if (fits < text.length) this.hold(name, text.slice(fits));
    });
  }

  /** Sends any pending text; called before any other message from the cell. */
  flush(): void {
    this.flushed = performance.now();
    if (this.text === '') return;
    shielded(() => {
      const text = this.text;
      this.text = '';
      this.send(this.name, text);
    });
  }

  /** The cell has ended: sends the rest. What its timers print later has its own limit. */
  end(): void {
    const lost = this.tail?.lost;
    if (lost)
      this.show(
        'stdout',
        `… ${lost} omitted; call printLimit(Infinity) from lib/kernel/display to show all\n`,
      );
    for (const { name, text } of this.tail?.kept ?? []) this.show(name, text);
    this.flush();
    this.startAnew();
    this.ended = true;
  }

  /** The text printed so far is no longer visible: resets the limit. */
  startAnew(): void {
    this.tail = undefined;
    this.shownLines = 0;
    this.shownCharacters = 0;
    this.atLineStart = true;
  }

  private get isFull(): boolean {
    return this.shownLines >= limit || this.shownCharacters >= limit * CHARACTERS_PER_LINE;
  }

  /** How many of the text's characters fit within the limits. */
  private fitting(text: string): number {
    const most = limit * CHARACTERS_PER_LINE - this.shownCharacters;
    let end = -1;
    for (let lines = this.shownLines; lines < limit; lines++) {
      end = text.indexOf('\n', end + 1);
      if (end === -1) return cutIndex(text, Math.min(text.length, most));
    }
    return cutIndex(text, Math.min(end + 1, most));
  }

  private show(name: StreamName, text: string): void {
    if (name !== this.name) this.flush();
    this.name = name;
    this.text += text;
    this.atLineStart = text.endsWith('\n');
    this.shownLines += linesOf(text);
    this.shownCharacters += text.length;
    const shown = Math.min(1, this.shownCharacters / HALF_SECOND_CHARACTERS);
    const wait = FLUSH_MILLISECONDS + shown * (500 - FLUSH_MILLISECONDS);
    const enough = Math.max(FLUSH_CHARACTERS, this.shownCharacters / 3);
    if (this.text.length > enough || performance.now() - this.flushed > wait) {
      this.flush();
    } else if (!this.scheduled) {
      this.scheduled = true;
      setTimeout(() => {
        this.scheduled = false;
        this.flush();
      }, wait);
    }
  }

  /** Keeps the end of what is beyond the limit; nothing once the cell has ended, because it would never be shown. */
  private hold(name: StreamName, text: string): void {
    if (!this.tail) this.show('stdout', `${this.atLineStart ? '' : '\n'}${this.ended ? DROPPED : HELD}`);
    this.tail ??= new OutputTail(TAIL_LINES, TAIL_LINES * CHARACTERS_PER_LINE);
    if (!this.ended) this.tail.add({ name, text });
  }
}

const HELD = `… output limit reached; the last ${TAIL_LINES} lines will be shown when the cell ends\n`;
const DROPPED = '… output limit reached; anything else printed after the cell ended is omitted\n';
