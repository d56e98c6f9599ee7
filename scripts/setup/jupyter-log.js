const fs = require('node:fs');
const path = require('node:path');

/** Begins a line that is for the terminal; see scripts/jupyter/terminal_log.py. */
const MARK = '\x1e';
/** Bytes above which the log is renamed at the next start. */
const LARGE = 5_000_000;
const LAST_LINES = 5;

/**
 * The file with all that JupyterLab prints.
 * @param {Pick<import('./context').Context, 'root'>} ctx
 */
function jupyterLog(ctx) {
  return path.join(ctx.root, '.lab', 'jupyter', 'jupyter.log');
}

/**
 * Writes what JupyterLab and its kernels print to a file. Marked lines are shown to the user as well.
 * @param {string} file
 * @param {(text: string) => void} onMessage called with each marked line
 */
function openLog(file, onMessage) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGE) fs.renameSync(file, `${file}.1`);
  const stream = fs.createWriteStream(file, { flags: 'a', mode: 0o600 });
  let writable = true;
  /** @type {string[]} */
  let last = [];
  stream.on('error', (error) => {
    if (writable) onMessage(`${file} can't be written: ${error.message}`);
    writable = false;
  });
  /** @param {string} line */
  const take = (line) => {
    const marked = line.startsWith(MARK);
    if (marked) onMessage(line.slice(MARK.length));
    else if (line.trim() !== '') last = [...last.slice(1 - LAST_LINES), line];
    if (writable) stream.write(`${marked ? line.slice(MARK.length) : line}\n`);
  };
  return {
    /** @param {import('node:stream').Readable} source text in lines */
    read(source) {
      let rest = '';
      source.setEncoding('utf8').on('data', (chunk) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) take(line);
      });
      source.on('end', () => rest !== '' && take(rest));
    },
    lastLines: () => last,
    /** @param {() => void} [done] called when everything is written */
    close: (done) => stream.end(done),
  };
}

module.exports = { jupyterLog, openLog };
