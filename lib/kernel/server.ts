/**
 * The kernel's sockets and the order of its answers, on tslab's message layer.
 *
 * Execution requests are answered one after the other; all others at once, also while a cell awaits.
 * After a failed cell the execution requests that were already waiting are answered `aborted` (unless the
 * failed one asked not to stop), and none that comes later: no cell is ever dropped in silence.
 */
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ZmqServer } from 'tslab/dist/jupyter';
import * as zmq from 'zeromq';
import { CellOutput, type Publish } from './cell-context';
import { type CommContent, KernelComms } from './comms';
import type { ExecuteReply, ExecuteRequest, NotebookHandler } from './handler';
import { type Attached, decodeMessage, encodeMessage, type Request } from './message';

type Message = Parameters<ZmqServer['handleComplete']>[1];

/**
 * How the sockets send.
 *
 * No limit on what waits: a cell may print faster than a front end reads, and ZeroMQ drops what is over it.
 * No time-out, so every message is handed over at once: by default the binding puts off each 512th send in a
 * row, and until that has gone it refuses all others with EBUSY, and replies were lost.
 * `linger` is the time that a closing kernel gives its last messages to leave, in milliseconds.
 */
const SENDING = { sendHighWaterMark: 0, sendTimeout: 0, linger: 500 } as const;

export class KernelServer extends ZmqServer {
  readonly comms = new KernelComms();
  private queue: Promise<void> = Promise.resolve();
  /** Requests with a number up to this one are aborted; each request takes the next number. */
  private abortUpTo = 0;
  private received = 0;

  /** @param log where trouble of the kernel itself is told (not a cell's) */
  constructor(
    private readonly cells: NotebookHandler,
    connectionFile: string,
    private readonly log: (text: string) => void,
    private readonly onShutdown: () => void,
  ) {
    super(cells as unknown as ConstructorParameters<typeof ZmqServer>[0], connectionFile);
  }

  /** Opens the five sockets of the connection file and answers until the shutdown request. */
  override async init(): Promise<void> {
    this.connInfo = JSON.parse(readFileSync(this.configPath, 'utf8'));
    this.iopub = new zmq.Publisher(SENDING);
    this.shell = new zmq.Router(SENDING);
    this.control = new zmq.Router(SENDING);
    this.stdin = new zmq.Router({ linger: 0 });
    this.hb = new zmq.Reply({ linger: 0 });
    const { ip, transport, iopub_port, shell_port, control_port, stdin_port, hb_port } = this.connInfo;
    const address = (port: number) => `${transport}://${ip}:${port}`;
    await Promise.all([
      this.iopub.bind(address(iopub_port)),
      this.shell.bind(address(shell_port)),
      this.control.bind(address(control_port)),
      this.stdin.bind(address(stdin_port)),
      this.hb.bind(address(hb_port)),
    ]);
    this.receive(this.shell);
    this.receive(this.control);
    this.echoHeartbeat();
  }

  private async receive(socket: zmq.Router): Promise<void> {
    for await (const frames of socket) {
      this.handleShellMessage(socket, ...frames).catch((error) =>
        this.log(`the kernel could not answer a message: ${error?.stack ?? error}\n`),
      );
    }
  }

  private async echoHeartbeat(): Promise<void> {
    for await (const frames of this.hb) await this.hb.send(frames);
  }

  /** Answers a message; execution requests wait for their turn. */
  override handleShellMessage(socket: zmq.Router, ...frames: Buffer[]): Promise<void> {
    const type = typeOf(frames);
    if (type?.startsWith('comm_') && type !== 'comm_info_request') return this.handleComm(type, frames);
    if (type !== 'execute_request') return super.handleShellMessage(socket, ...frames);
    const turn = ++this.received;
    const answered = this.queue.then(() => {
      this.turn = turn;
      return super.handleShellMessage(socket, ...frames);
    });
    this.queue = answered.catch(() => {});
    return answered;
  }
  private turn = 0;

  override async handleExecute(socket: zmq.Router, message: Message): Promise<void> {
    const request = message.content as unknown as ExecuteRequest;
    const content = this.turn <= this.abortUpTo ? this.cells.abort() : await this.runCell(request, message);
    if (content.status === 'error' && request.stop_on_error !== false) {
      await nextTurn(); // requests that came during a long synchronous cell are read from the socket now
      await nextTurn();
      this.abortUpTo = this.received;
    }
    this.send(socket, message, 'execute_reply', content);
  }

  private runCell(request: ExecuteRequest, message: Message): Promise<ExecuteReply> {
    const publish: Publish = (...what) => this.send(this.iopub, message, ...what);
    const output = new CellOutput(publish, request.silent);
    this.comms.cellStarts(output, message.metadata as Record<string, unknown>);
    if (!request.silent) {
      publish('execute_input', { code: request.code, execution_count: this.cells.executionCount + 1 });
    }
    return this.cells.runCell(request, output);
  }

  override handleCommInfoRequest(socket: zmq.Router, message: Message): void {
    const { target_name } = message.content as { target_name?: string };
    this.send(socket, message, 'comm_info_reply', this.comms.info(target_name));
  }

  /** A message of the page's end of a comm. Busy and idle around it: JupyterLab sends the next one only then. */
  private async handleComm(type: string, frames: Buffer[]): Promise<void> {
    const message = decodeMessage<CommContent>(frames, this.connInfo.key);
    const publish: Publish = (...what) => this.send(this.iopub, message, ...what);
    publish('status', { execution_state: 'busy' });
    try {
      this.comms.receive(type, message, publish);
    } finally {
      publish('status', { execution_state: 'idle' });
    }
  }

  override close(): void {
    super.close();
    this.onShutdown();
  }

  private send(
    socket: zmq.Router | zmq.Publisher,
    request: Request,
    type: string,
    content: object,
    attached?: Attached,
  ): void {
    socket.send(encodeMessage(request, type, content, this.connInfo.key, attached) as Buffer[]);
  }
}

/** The type of a message, read from its frames without checking anything; undefined where there is none. */
function typeOf(frames: Buffer[]): string | undefined {
  const delimiter = frames.findIndex((frame) => frame.toString('latin1') === '<IDS|MSG>');
  try {
    return JSON.parse(frames[delimiter + 2]!.toString('utf8')).msg_type;
  } catch {
    return undefined;
  }
}
