/**
 * What cells print, sent on in pieces: a thousand short lines are not a thousand messages.
 *
 * A front end draws a cell's whole text anew with each piece, so the pieces grow with the text. And it can't
 * draw any amount: a loop that prints 100,000 lines kept JupyterLab 4.6 busy for 12 seconds, and its server
 * dropped a third of them. So a cell shows its first {@link DEFAULT_PRINT_LIMIT} lines; of what follows the
 * last {@link TAIL_LINES} are kept and shown when it ends, below a line that says how many are missing.
 */
import { OptionError } from '../../core/errors';
import { cutIndex } from '../../core/well-formed';
import { linesOf, OutputTail, type Printed } from './output-tail';

export type StreamName = Printed['name'];

/** The first pieces: at least so long after one another, or so long. */
const FLUSH_CHARACTERS = 1 << 16;
const FLUSH_MILLISECONDS = 40;
/** A text of this many characters is drawn anew not more than twice a second. */
const HALF_SECOND_CHARACTERS = 500_000;

/** Lines that a cell shows at most. */
export const DEFAULT_PRINT_LIMIT = 10_000;
/** A limit in characters as well, for long lines. */
const CHARACTERS_PER_LINE = 100;
/** Of the lines beyond it, these last ones are shown. */
export const TAIL_LINES = 200;

let limit = DEFAULT_PRINT_LIMIT;

/** Sets how many lines each cell shows from now on. @throws OptionError for less than 1 */
export function setPrintLimit(lines: number): void {
  if (!(lines >= 1)) throw new OptionError(`printLimit: lines must be a number of at least 1, got ${lines}`);
  limit = lines;
}

/** The printed text of one cell. Order between stdout and stderr is kept. */
export class OutputStream {
  private name: StreamName = 'stdout';
  private text = '';
  private flushed = 0;
  private scheduled = false;
  private atLineStart = true;
  private shownLines = 0;
  private shownCharacters = 0;
  /** The end of what was printed beyond the limit. */
  private tail: OutputTail | undefined;
  private ended = false;

  constructor(private readonly send: (name: StreamName, text: string) => void) {}

  /** Prints; what a long synchronous loop prints is sent while it runs. */
  write(name: StreamName, text: string): void {
    const fits = this.isFull ? 0 : this.fitting(text);
    if (fits > 0) this.show(name, text.slice(0, fits));
    if (fits < text.length) this.hold(name, text.slice(fits));
  }

  /** Sends what is there; called before any other message of the cell. */
  flush(): void {
    this.flushed = performance.now();
    if (this.text === '') return;
    const text = this.text;
    this.text = '';
    this.send(this.name, text);
  }

  /** The cell has ended: the rest leaves. What its timers print later has a limit of its own. */
  end(): void {
    const lost = this.tail?.lost;
    if (lost)
      this.show('stdout', `… ${lost} left out; printLimit(Infinity) of lib/kernel/display shows all\n`);
    for (const { name, text } of this.tail?.kept ?? []) this.show(name, text);
    this.flush();
    this.startAnew();
    this.ended = true;
  }

  /** What was printed so far is not seen any longer: the limit begins anew. */
  startAnew(): void {
    this.tail = undefined;
    this.shownLines = 0;
    this.shownCharacters = 0;
    this.atLineStart = true;
  }

  private get isFull(): boolean {
    return this.shownLines >= limit || this.shownCharacters >= limit * CHARACTERS_PER_LINE;
  }

  /** How many of the text's characters the limits let through. */
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

  /** Keeps the end of what is beyond the limit; nothing once the cell has ended, as nobody would show it. */
  private hold(name: StreamName, text: string): void {
    if (!this.tail) this.show('stdout', `${this.atLineStart ? '' : '\n'}${this.ended ? DROPPED : HELD}`);
    this.tail ??= new OutputTail(TAIL_LINES, TAIL_LINES * CHARACTERS_PER_LINE);
    if (!this.ended) this.tail.add({ name, text });
  }
}

const HELD = `… from here on the last ${TAIL_LINES} lines are kept, and shown when the cell ends\n`;
const DROPPED = '… what this cell prints from here on, after its end, is left out\n';
