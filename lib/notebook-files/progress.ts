/** Shows the progress of an execution: one live line on a terminal, one line per cell elsewhere. */
import { cellNumbers } from './execute';
import type { Notebook } from './ipynb';
import { sectionTitles } from './sections';

/** Where lines are written: standard output, or a test. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** How often the time in the live line is updated, in milliseconds. */
const TICK = 100;
/** Without a live line, a cell that runs this long is named: it may be an endless loop. In milliseconds. */
const LONG = 60_000;
const ERASE_LINE = '\r\u001b[2K';

export class Progress {
  private readonly titles: string[];
  private readonly numbers: ReturnType<typeof cellNumbers>;
  private readonly total: number;
  private since = performance.now();
  private timer: NodeJS.Timeout | undefined;

  /** @param perCell whether to print a line per cell if the output isn't a terminal */
  constructor(
    notebook: Notebook,
    private readonly screen: Screen,
    private readonly perCell: boolean,
    private readonly label = '',
  ) {
    this.titles = sectionTitles(notebook);
    this.numbers = cellNumbers(notebook);
    this.total = this.numbers.filter((n) => n !== undefined).length;
  }

  /** The kernel is being started. */
  starting(): void {
    this.live(() => `${this.label}starting the kernel`);
  }

  cellStarts(index: number): void {
    this.since = performance.now();
    this.live(() => this.line(index));
    if (!this.screen.isTTY) this.mentionLater(index);
  }

  cellDone(index: number): void {
    clearTimeout(this.timer);
    if (!this.screen.isTTY && this.perCell) this.screen.write(`${this.line(index)}\n`);
  }

  /** Removes the live line. */
  end(): void {
    clearInterval(this.timer);
    if (this.screen.isTTY) this.screen.write(ERASE_LINE);
  }

  private mentionLater(index: number): void {
    clearTimeout(this.timer);
    const mention = () =>
      this.screen.write(`${this.place(index)} … is still running after ${LONG / 1000} s\n`);
    this.timer = setTimeout(mention, LONG);
    this.timer.unref();
  }

  private line(index: number): string {
    const seconds = ((performance.now() - this.since) / 1000).toFixed(1);
    return `${this.place(index)} … ${seconds} s`;
  }

  private place(index: number): string {
    const width = String(this.total).length;
    const own = this.numbers[index];
    const number = own ? String(own.cell) : '+';
    const place = `[${number.padStart(width)}/${this.total}]`;
    const title = own ? this.titles[index] : 'values given with --set';
    return `${this.label}${place}${title ? ` ${title}` : ''}`;
  }

  private live(text: () => string): void {
    if (!this.screen.isTTY) return;
    clearInterval(this.timer);
    const draw = () => {
      const fitting = [...text()].slice(0, (this.screen.columns || 80) - 1).join('');
      this.screen.write(ERASE_LINE + fitting);
    };
    draw();
    this.timer = setInterval(draw, TICK);
    this.timer.unref();
  }
}
