/** The kernel's end of the control channel, whose socket lives in a thread of its own with the heartbeat's; see `control-thread.cjs`. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { END_EXPRESSION } from './end-javascript';

type FromThread = { frames: Uint8Array[]; number?: number } | { bound: true } | { failed: string };

/** So long a kernel that ends waits for its control thread at most; milliseconds. */
const CLOSING = 500;

/** More urgent messages than ever come. */
const ALL = 2 ** 31 - 1;

export interface ControlAddresses {
  readonly address: string;
  readonly heartbeatAddress: string;
}

export class ControlChannel {
  /** Shared with the thread: how many urgent messages were heard, and whether its socket is closed. */
  private readonly heard = new Int32Array(new SharedArrayBuffer(8));
  private readonly thread: Worker;
  /** Fulfilled once both sockets are open. */
  readonly opened: Promise<void>;

  /**
   * @param addresses of the control channel and of the heartbeat
   * @param onFrames gets each message that comes
   */
  constructor(addresses: ControlAddresses, key: string, onFrames: (frames: Buffer[]) => void) {
    this.thread = new Worker(join(__dirname, 'control-thread.cjs'), {
      workerData: { ...addresses, key, heard: this.heard, stop: END_EXPRESSION },
      execArgv: [],
      stdout: false,
      stderr: false,
    });
    this.opened = new Promise((resolve, reject) => {
      this.thread.once('error', reject);
      this.thread.on('message', (message: FromThread) => {
        if ('bound' in message) resolve();
        else if ('failed' in message) reject(new Error(message.failed));
        else {
          onFrames(message.frames.map((frame) => Buffer.from(frame)));
          const { number } = message;
          // Only when timers have had their turn too: one with an endless loop would keep the answer from leaving.
          if (number !== undefined) setTimeout(() => setImmediate(() => this.hear(number)), 1);
        }
      });
    });
    process.once('exit', () => this.close());
  }

  async send(frames: (Buffer | string)[]): Promise<void> {
    this.thread.postMessage(frames);
  }

  /** Tells the thread that urgent messages up to this number are dealt with. */
  private hear(number: number): void {
    Atomics.store(this.heard, 0, number);
  }

  /** Returns when the socket is closed: a process that ends before would abort. */
  close(): void {
    this.hear(ALL);
    this.thread.postMessage(null);
    Atomics.wait(this.heard, 1, 0, CLOSING);
  }
}
