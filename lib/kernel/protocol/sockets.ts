/** The five channels of a kernel, at the ports of its connection file. */
import * as zmq from 'zeromq';
import { ChannelThread, type Requests } from './channel-thread';

/** What a connection file says. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly iopub_port: number;
  readonly shell_port: number;
  readonly control_port: number;
  readonly stdin_port: number;
  readonly hb_port: number;
}

/** Where a message can be sent. */
export interface Channel {
  send(frames: (Buffer | string)[]): void;
}

/**
 * How the sockets send.
 *
 * No limit on what waits: a cell may print faster than a front end reads, and ZeroMQ drops what is over it.
 * No time-out, so every message is handed over at once: by default the binding puts off each 512th send in a
 * row, and until that has gone it refuses all others with EBUSY, and replies were lost.
 * `linger` is the time that a closing kernel gives its last messages to leave, in milliseconds.
 */
const SENDING = { sendHighWaterMark: 0, sendTimeout: 0, linger: 500 } as const;

/** Gets what comes on shell and control, and where to answer it. */
export type OnFrames = (frames: Buffer[], channel: Channel) => void;

export class Sockets {
  private readonly publisher = new zmq.Publisher(SENDING);
  private readonly stdin = new zmq.Router({ linger: 0 });
  private thread: ChannelThread | undefined;

  constructor(private readonly connection: Connection) {}

  /** Where everybody listens. */
  readonly iopub: Channel = {
    send: (frames) => {
      void this.publisher.send(frames).catch(() => {}); // closed
    },
  };

  /**
   * Messages come from now on. Fulfilled when all five are open.
   * @param onOver is told that stops up to this number are over, see `channel-thread.cjs`
   * @throws {Error} when a port is taken, and only when all have been tried: none is still at it
   */
  async open(onFrames: OnFrames, onOver: (stop: number) => void): Promise<void> {
    const { ip, transport, key, ...ports } = this.connection;
    const address = (port: number) => `${transport}://${ip}:${port}`;
    const addresses = {
      shell: address(ports.shell_port),
      control: address(ports.control_port),
      heartbeat: address(ports.hb_port),
    };
    const channel = (name: Requests): Channel => ({ send: (frames) => thread.send(name, frames) });
    const channels = { shell: channel('shell'), control: channel('control') };
    const thread = new ChannelThread(
      { addresses, key, sending: SENDING },
      { onFrames: (frames, name) => onFrames(frames, channels[name]), onOver },
    );
    this.thread = thread;
    const opened = await Promise.allSettled([
      this.publisher.bind(address(ports.iopub_port)),
      this.stdin.bind(address(ports.stdin_port)),
      thread.opened,
    ]);
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
  }

  close(): void {
    for (const socket of [this.publisher, this.stdin]) socket.close();
    this.thread?.close();
  }
}
