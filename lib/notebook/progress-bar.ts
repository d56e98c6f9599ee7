/** A line below the cell that tells how far a piece of work is, and is replaced in place. */
import { randomUUID } from 'node:crypto';
import { atCellEnd, display, inNotebook, updateDisplay } from '../kernel/display';
import { type ProgressEnd, ProgressLine } from './progress-line';
import { Throttle } from './throttle';

/** Eight times a second. */
const MILLISECONDS = 125;
const ERASE_LINE = '\r\u001b[2K';

/** Where lines are shown; the last one stays. */
export type ProgressScreen = (line: ProgressLine, isLast: boolean) => void;

/** What a bar is told to say, and where. */
export interface ProgressBarOptions {
  readonly label: string;
  readonly total?: number;
  /** Default: below the running cell; outside a notebook a terminal's standard error, else nothing. */
  readonly screen?: ProgressScreen;
  /** Milliseconds. Default the machine's clock. */
  readonly now?: () => number;
}

/**
 * Shown when it is made, moved by {@link step}, closed by {@link end}. Where the cell fails or is stopped
 * first, the bar closes itself and says so; a bar of work that outlives its cell goes on.
 */
export class ProgressBar {
  private readonly label: string;
  private readonly screen: ProgressScreen;
  private readonly now: () => number;
  private readonly started: number;
  private readonly throttle: Throttle;
  private done = 0;
  private total: number | undefined;
  private note: string | undefined;
  private ended: ProgressEnd | undefined;

  constructor({ label, total, screen = defaultScreen(), now = () => performance.now() }: ProgressBarOptions) {
    this.label = label;
    this.total = total;
    this.screen = screen;
    this.now = now;
    this.started = now();
    this.throttle = new Throttle(() => this.screen(this.line(), false), MILLISECONDS, now);
    this.throttle.changed();
    atCellEnd((how) => {
      if (how !== 'done') this.end(how);
    });
  }

  get isOpen(): boolean {
    return this.ended === undefined;
  }

  /** So much is done. After the end it is ignored. */
  step(done: number, { total = this.total, note }: { total?: number; note?: string } = {}): void {
    if (!this.isOpen) return;
    this.done = done;
    this.total = total;
    this.note = note;
    this.throttle.changed();
  }

  /** Leaves the last line. */
  end(how: ProgressEnd): void {
    if (!this.isOpen) return;
    this.ended = how;
    this.throttle.cancel();
    this.screen(this.line(), true);
  }

  private line(): ProgressLine {
    const { label, done, total, note, ended } = this;
    return new ProgressLine({ label, done, total, note, ended, seconds: (this.now() - this.started) / 1000 });
  }
}

function defaultScreen(): ProgressScreen {
  if (inNotebook()) return cellScreen();
  return process.stderr.isTTY ? terminalScreen : () => {};
}

/** Displays the first line, and replaces it with the others. */
function cellScreen(): ProgressScreen {
  const id = randomUUID();
  let shown = false;
  return (line) => {
    if (shown) updateDisplay(id, line);
    else display(line, { id });
    shown = true;
  };
}

function terminalScreen(line: ProgressLine, isLast: boolean): void {
  const fitting = [...line.text].slice(0, (process.stderr.columns || 80) - 1).join('');
  process.stderr.write(`${ERASE_LINE}${fitting}${isLast ? '\n' : ''}`);
}
