/** A line below the cell that shows the progress of some work, updated in place. */
import { randomUUID } from 'node:crypto';
import { atCellEnd, display, inNotebook, updateDisplay } from '../../kernel/display';
import { type ProgressEnd, ProgressLine } from './progress-line';
import { Throttle } from './throttle';

/** Eight times a second. */
const MILLISECONDS = 125;
/** Seconds before the time left is shown; an earlier estimate is worthless. */
const GUESS_AFTER = 2;
const ERASE_LINE = '\r\u001b[2K';

/** Shows lines; the last one stays. */
export type ProgressScreen = (line: ProgressLine, isLast: boolean) => void;

/** Optional details of a step. */
export interface ProgressStep {
  readonly total?: number;
  readonly note?: string;
  /** Default: estimated from the pace so far, after two seconds. */
  readonly secondsLeft?: number;
}

/** What a bar says, and where. */
export interface ProgressBarOptions extends ProgressStep {
  readonly label: string;
  /** The amount already done. Default 0. */
  readonly done?: number;
  /** What is counted: `fits`. */
  readonly unit?: string;
  /** Default: below the running cell; outside a notebook, the standard error if it is a terminal, else nothing. */
  readonly screen?: ProgressScreen;
  /** Milliseconds. Default the machine's clock. */
  readonly now?: () => number;
}

/**
 * Appears when created, is advanced by {@link step} and closed by {@link end}. If the cell fails or is stopped first,
 * the bar closes itself and says so; a bar of work that outlives its cell continues.
 */
export class ProgressBar {
  private readonly label: string;
  private readonly unit: string | undefined;
  private readonly screen: ProgressScreen;
  private readonly now: () => number;
  private readonly throttle: Throttle;
  private readonly start: { readonly at: number; readonly done: number };
  private done: number;
  private total: number | undefined;
  private told: ProgressStep;
  private ended: ProgressEnd | undefined;

  constructor(options: ProgressBarOptions) {
    const { label, done = 0, total, unit, screen = defaultScreen(), now = () => performance.now() } = options;
    this.label = label;
    this.done = done;
    this.total = total;
    this.unit = unit;
    this.told = options;
    this.screen = screen;
    this.now = now;
    this.start = { at: now(), done };
    this.throttle = new Throttle(() => this.screen(this.line(), false), MILLISECONDS, now);
    this.throttle.changed();
    atCellEnd((how) => {
      if (how !== 'done') this.end(how);
    });
  }

  get isOpen(): boolean {
    return this.ended === undefined;
  }

  /** The amount done so far. Ignored after the end. */
  step(done: number, told: ProgressStep = {}): void {
    if (!this.isOpen) return;
    this.done = done;
    this.total = told.total ?? this.total;
    this.told = told;
    this.throttle.changed();
  }

  /** Shows the last line, which stays. */
  end(how: ProgressEnd): void {
    if (!this.isOpen) return;
    this.ended = how;
    this.throttle.cancel();
    this.screen(this.line(), true);
  }

  private line(): ProgressLine {
    const { label, done, total, unit, ended } = this;
    const { note, secondsLeft = this.guess() } = this.told;
    return new ProgressLine({ label, done, total, unit, note, secondsLeft, ended });
  }

  /** Estimated seconds left at the pace so far. */
  private guess(): number | undefined {
    const seconds = (this.now() - this.start.at) / 1000;
    const done = this.done - this.start.done;
    if (this.total === undefined || done <= 0 || seconds < GUESS_AFTER) return undefined;
    return (seconds / done) * (this.total - this.done);
  }
}

function defaultScreen(): ProgressScreen {
  if (inNotebook()) return cellScreen();
  return process.stderr.isTTY ? terminalScreen : () => {};
}

/** Displays the first line, then replaces it. */
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
