/** Collects what cells print and sends it on in pieces, so that a thousand short lines are not a thousand messages. */

export type StreamName = 'stdout' | 'stderr';

const FLUSH_CHARACTERS = 1 << 16;
const FLUSH_MILLISECONDS = 40;

/** The printed text of one cell. Order between stdout and stderr is kept. */
export class OutputStream {
  private name: StreamName = 'stdout';
  private text = '';
  private flushed = 0;
  private scheduled = false;

  constructor(private readonly send: (name: StreamName, text: string) => void) {}

  /** Prints; what a long synchronous loop prints is sent while it runs. */
  write(name: StreamName, text: string): void {
    if (name !== this.name) this.flush();
    this.name = name;
    this.text += text;
    const now = performance.now();
    if (this.text.length > FLUSH_CHARACTERS || now - this.flushed > FLUSH_MILLISECONDS) {
      this.flush();
    } else if (!this.scheduled) {
      this.scheduled = true;
      setTimeout(() => {
        this.scheduled = false;
        this.flush();
      }, FLUSH_MILLISECONDS);
    }
  }

  /** Sends what is there; called before any other message of the cell. */
  flush(): void {
    this.flushed = performance.now();
    if (this.text === '') return;
    const text = this.text;
    this.text = '';
    this.send(this.name, text);
  }

  /** The cell has ended: what is there leaves before the front end is told so. */
  end(): void {
    this.flush();
  }
}
