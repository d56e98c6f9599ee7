const MEGABYTE = 1e6;
const PLAIN_EVERY = 10_000; // ms between progress lines where there is no terminal to redraw
const SLOW = 2_000; // ms after which a step begins to show its progress

/**
 * `12.3 of 45.6 MB (27%)`, or `12.3 MB` where the total isn't known.
 * @param {number} done
 * @param {number} [total]
 */
function bytesText(done, total) {
  /** @param {number} bytes */
  const mb = (bytes) => (bytes / MEGABYTE).toFixed(1);
  if (!total) return `${mb(done)} MB`;
  return `${mb(done)} of ${mb(total)} MB (${Math.floor((100 * done) / total)}%)`;
}

/**
 * `27.1 s`, `2 min 05 s`.
 * @param {number} milliseconds
 */
function timeText(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/**
 * @typedef {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} Output a stream
 * @typedef {'✓' | '–' | '✗'} Mark done, done without, failed
 *
 * @typedef {object} Step the running step
 * @property {string} name
 * @property {number} since when it began
 * @property {string} text its progress
 * @property {{ at: number, text: string } | undefined} printed the last progress line, where there is no terminal
 */

/** Shows what setup does: a line for each step with its time; on a terminal, also its progress as it changes. */
class Reporter {
  /**
   * @param {Output} out
   * @param {{ quiet?: boolean }} [options] quiet: print only problems
   */
  constructor(out, { quiet = false } = {}) {
    this.out = out;
    this.quiet = quiet;
    this.live = Boolean(out.isTTY) && !quiet;
    /** @type {Step | undefined} */
    this.current = undefined;
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
  }

  /**
   * A step begins.
   * @param {string} name
   */
  begin(name) {
    this.current = { name, since: Date.now(), text: '', printed: undefined };
    if (!this.live) return;
    this.timer = setInterval(() => this.#draw(), 250);
    this.timer.unref();
  }

  /**
   * Progress of the running step. Cheap enough to be called often.
   * @param {string} text
   */
  progress(text) {
    if (!this.current) return;
    this.current.text = text;
    const now = Date.now();
    if (this.live || this.quiet || now - this.current.since < SLOW) return;
    const { name, printed } = this.current;
    if (printed && (now - printed.at < PLAIN_EVERY || text === printed.text)) return;
    this.current.printed = { at: now, text };
    this.out.write(`  … ${name}: ${text}\n`);
  }

  /**
   * Progress of a download, or of unpacking.
   * @param {string} label
   * @param {number} done
   * @param {number} [total]
   */
  bytes(label, done, total) {
    this.progress(`${label} ${bytesText(done, total)}`);
  }

  /**
   * The running step ends; its line is printed.
   * @param {Mark} mark
   * @param {string} [detail]
   */
  end(mark, detail = '') {
    if (!this.current) return;
    const { name, since } = this.current;
    this.#clear();
    this.current = undefined;
    if (this.quiet && mark === '✓') return;
    const line = `${mark} ${name.padEnd(22)} ${timeText(Date.now() - since).padStart(7)}  ${detail}`;
    this.out.write(`${line.trimEnd()}\n`);
  }

  /**
   * A line of its own, even in the middle of a step.
   * @param {string} text
   */
  note(text) {
    if (this.quiet) return;
    this.warn(text);
  }

  /**
   * A line that is shown even when quiet.
   * @param {string} text
   */
  warn(text) {
    if (this.live) this.out.write('\r\x1b[K');
    this.out.write(`${text.replace(/^/gm, '  ')}\n`);
  }

  /**
   * The last line, as the process is being stopped.
   * @param {string} text
   */
  stop(text) {
    this.#clear();
    this.current = undefined;
    this.out.write(`${text}\n`);
  }

  #draw() {
    if (!this.current) return;
    const { name, since, text } = this.current;
    const line = `  ${name.padEnd(22)} ${timeText(Date.now() - since).padStart(7)}  ${text}`;
    this.out.write(`\r\x1b[K${line.slice(0, (this.out.columns || 80) - 1)}`);
  }

  #clear() {
    clearInterval(this.timer);
    if (this.live) this.out.write('\r\x1b[K');
  }
}

module.exports = { Reporter, bytesText, timeText };
