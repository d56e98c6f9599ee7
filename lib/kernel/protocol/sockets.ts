/** The five channels of a kernel, on the ports named in its connection file. */
import * as zmq from 'zeromq';
import { shielded } from '../stop/end-javascript';
import { ChannelThread, type ThreadEvents } from './channel-thread';
import { Inputs } from './inputs';
import type { Requests } from './thread-messages';

/** The contents of a connection file. */
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

/** A channel that messages can be sent on. */
export interface Channel {
  send(frames: (Buffer | string)[]): void;
}

/**
 * Options of the sockets that send.
 *
 * No limit on pending messages: a cell may print faster than a front end reads, and ZeroMQ drops any beyond the
 * limit. No timeout, so that every message is handed over at once: by default the binding delays each 512th send in a
 * row, and refuses all others with EBUSY until it has gone out, so replies were lost. `linger` is the time that a
 * closing kernel allows for its last messages to leave, in milliseconds.
 */
const SENDING = { sendHighWaterMark: 0, sendTimeout: 0, linger: 500 } as const;

/** Receives shell and control messages, with the channel to answer on. */
export type OnFrames = (frames: Buffer[], channel: Channel) => void;

export class Sockets {
  private readonly publisher = new zmq.Publisher(SENDING);
  private thread: ChannelThread | undefined;
  private madeInputs: Inputs | undefined;

  /** @param log receives problems with what front ends send */
  constructor(
    private readonly connection: Connection,
    private readonly log: (text: string) => void,
  ) {}

  /** How cells ask for input, once the channels are open. */
  get inputs(): Inputs {
    return this.madeInputs!;
  }

  /** The channel that all front ends listen to. */
  readonly iopub: Channel = {
    send: (frames) => {
      shielded(() => void this.publisher.send(frames).catch(() => {})); // closed
    },
  };

  /**
   * Starts receiving messages. Fulfilled when all five are open.
   * @param onStop called repeatedly during a stop, see `channel-thread.ts`
   * @throws {Error} if a port is in use; rejects only after all have been tried
   */
  async open(onFrames: OnFrames, onStop: ThreadEvents['onStop']): Promise<void> {
    const { ip, transport, key, ...ports } = this.connection;
    // With ipc, `ip` is the beginning of the sockets' paths.
    const address = (port: number) => `${transport}://${ip}${transport === 'ipc' ? '-' : ':'}${port}`;
    const addresses = {
      shell: address(ports.shell_port),
      control: address(ports.control_port),
      stdin: address(ports.stdin_port),
      heartbeat: address(ports.hb_port),
    };
    const channel = (name: Requests): Channel => ({ send: (frames) => thread.send(name, frames) });
    const channels = { shell: channel('shell'), control: channel('control') };
    const thread = new ChannelThread(
      { addresses, key, sending: SENDING },
      { onFrames: (frames, name) => onFrames(frames, channels[name]), onStop },
    );
    this.thread = thread;
    this.madeInputs = new Inputs(thread, key, this.log);
    const opened = await Promise.allSettled([this.publisher.bind(address(ports.iopub_port)), thread.opened]);
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
  }

  close(): void {
    this.publisher.close();
    this.thread?.close();
  }
}
