const MEGABYTE = 1e6;
const PLAIN_EVERY = 10_000; // ms between progress lines where there is no terminal to redraw
const SLOW = 2_000; // ms after which a step starts to tell how far it is

/** `12.3 of 45.6 MB (27 %)`, or `12.3 MB` where the total isn't known. */
function bytesText(done, total) {
  const mb = (bytes) => (bytes / MEGABYTE).toFixed(1);
  if (!total) return `${mb(done)} MB`;
  return `${mb(done)} of ${mb(total)} MB (${Math.floor((100 * done) / total)} %)`;
}

/** `27.1 s`, `2 min 05 s`. */
function timeText(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/**
 * Tells what the set-up does: one line per step with its time, a live line on a terminal, an occasional
 * plain one elsewhere.
 */
class Reporter {
  /**
   * @param {NodeJS.WritableStream & {isTTY?: boolean, columns?: number}} out
   * @param {{ quiet?: boolean }} [options] quiet: only what went wrong
   */
  constructor(out, { quiet = false } = {}) {
    this.out = out;
    this.quiet = quiet;
    this.live = Boolean(out.isTTY) && !quiet;
    this.current = undefined;
  }

  /** A step begins. */
  begin(name) {
    this.current = { name, since: Date.now(), told: Date.now(), text: '' };
    if (!this.live) return;
    this.timer = setInterval(() => this.#draw(), 250);
    this.timer.unref();
  }

  /** How far the running step is; cheap, call it as often as you like. */
  progress(text) {
    if (!this.current) return;
    this.current.text = text;
    const now = Date.now();
    if (this.live || this.quiet || now - this.current.since < SLOW) return;
    const first = this.current.told === this.current.since;
    if (!first && (now - this.current.told < PLAIN_EVERY || text === this.current.toldText)) return;
    this.current.told = now;
    this.current.toldText = text;
    this.out.write(`  … ${this.current.name}: ${text}\n`);
  }

  /** Bytes of a download or an unpacking. */
  bytes(label, done, total) {
    this.progress(`${label} ${bytesText(done, total)}`);
  }

  /** The step's one line. `mark` is ✓, – (goes without) or ✗. */
  end(mark, detail = '') {
    if (!this.current) return;
    const { name, since } = this.current;
    this.#clear();
    this.current = undefined;
    if (this.quiet && mark === '✓') return;
    const line = `${mark} ${name.padEnd(22)} ${timeText(Date.now() - since).padStart(7)}  ${detail}`;
    this.out.write(`${line.trimEnd()}\n`);
  }

  /** A line of its own, also in the middle of a step. */
  note(text) {
    if (this.quiet) return;
    this.warn(text);
  }

  /** A line that is shown even when quiet. */
  warn(text) {
    if (this.live) this.out.write('\r\x1b[K');
    this.out.write(`${text.replace(/^/gm, '  ')}\n`);
  }

  /** The last words before the process is stopped; the running step says no more. */
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
