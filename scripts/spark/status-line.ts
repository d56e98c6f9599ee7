/** Progress on stderr: one line that is overwritten on a terminal, or a line for each change. */

/** What is shown. */
export interface StatusLine {
  /** Replaces the line. Where output isn't a terminal, a line that repeats the last one's beginning is left out. */
  readonly status: (line: string, change?: string) => void;
  /** A line that stays. */
  readonly note: (line: string) => void;
}

/** @param output stderr, or what a test reads */
export function statusLine(output: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>): StatusLine {
  let shown = '';
  let last = '';
  const clear = () => {
    if (shown !== '') output.write('\r\u001b[K');
    shown = '';
  };
  return {
    status(line, change = line) {
      if (output.isTTY) {
        clear();
        shown = line.slice(0, (output.columns ?? 80) - 1);
        output.write(shown);
      } else if (change !== last) {
        last = change;
        output.write(`${line}\n`);
      }
    },
    note(line) {
      clear();
      output.write(`${line}\n`);
    },
  };
}
