/** The kernel's end of the sockets that run in their own thread; see `channel-thread.cjs`. */
import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { END_CALL } from '../stop/end-javascript';
import { receivedStops, stopHeard } from '../stop/waiting-stops';
import type { FromKernel, FromThread, Requests, ThreadData, ThreadOptions } from './thread-messages';

/** How long an exiting kernel waits for the thread at most; milliseconds. */
const CLOSING = 500;

/** Messages from the thread. Handled in a turn that no stop ends, except for cell code called from it. */
export interface ThreadEvents {
  onFrames(frames: Buffer[], channel: Requests): void;
  /** Called while a stop lasts. If `isOver`, this stop and all earlier ones are over. */
  onStop(number: number, isOver: boolean): void;
}

export class ChannelThread {
  /** Shared with the thread: whether its sockets are closed. */
  private readonly closed = new Int32Array(new SharedArrayBuffer(4));
  private readonly thread: Worker;
  /** Answers that users have typed, as frames. */
  readonly inputs: MessagePort;
  /** Counts those answers; whoever waits for it is woken up. */
  readonly received = new Int32Array(new SharedArrayBuffer(4));
  /** Fulfilled once all its sockets are open. */
  readonly opened: Promise<void>;

  constructor(options: ThreadOptions, events: ThreadEvents) {
    const { port1, port2 } = new MessageChannel();
    this.inputs = port1;
    const workerData: ThreadData = {
      ...options,
      closed: this.closed,
      stop: END_CALL,
      receivedStops,
      inputs: port2,
      received: this.received,
    };
    this.thread = new Worker(join(__dirname, 'channel-thread.cjs'), {
      workerData,
      transferList: [port2],
      execArgv: [],
      stdout: false,
      stderr: false,
    });
    let isPacing = false; // stays so if a stop ends the answer
    const pacedIsAnswered = () => {
      if (isPacing) this.tell({ isAnswered: true });
      isPacing = false;
    };
    this.opened = new Promise((resolve, reject) => {
      this.thread.once('error', reject);
      this.thread.on('message', (message: FromThread) => {
        if ('bound' in message) resolve();
        else if ('failed' in message) reject(new Error(message.failed));
        else if ('stop' in message) {
          this.tell(message); // first, as the rest of this turn may be ended
          stopHeard(message.stop);
          pacedIsAnswered();
          events.onStop(message.stop, message.isLast);
        } else {
          const { frames, channel, isPaced } = message;
          const buffers = frames.map((frame) => Buffer.from(frame));
          if (isPaced) isPacing = true;
          try {
            events.onFrames(buffers, channel);
          } finally {
            if (isPaced) pacedIsAnswered();
          }
        }
      });
    });
    process.once('exit', () => this.close());
  }

  send(channel: Requests | 'stdin', frames: (Buffer | string)[]): void {
    this.tell({ channel, frames });
  }

  /** Returns when the sockets are closed: a process that exits earlier would abort. */
  close(): void {
    this.tell(null);
    Atomics.wait(this.closed, 0, 0, CLOSING);
  }

  private tell(message: FromKernel): void {
    this.thread.postMessage(message);
  }
}
