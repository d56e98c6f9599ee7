/**
 * Which request gets which answer, and in which order.
 *
 * Execution requests are answered one after the other; all others at once, also while a cell awaits.
 * After a failed cell the execution requests that were already waiting are answered `aborted` (unless the
 * failed one asked not to stop), and none that comes later: no cell is ever dropped in silence. What was waiting
 * is settled before the error is shown, so what a user runs on seeing it does run; what is still on its way then is
 * told by its date, see `after-failure.ts`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AfterFailure } from './after-failure';
import { CellOutput, type Publish } from './cell-context';
import { type CommContent, KernelComms } from './comms';
import type { ExecuteReply, NotebookHandler } from './handler';
import { decodeMessage, encodeMessage, MessageError, type Received } from './message';
import { codeOf, executeRequest, historyRequest, positionOf, RequestError } from './requests';
import { type Channel, type Connection, Sockets } from './sockets';

/** The content of a reply; undefined where the protocol has none. */
type Answer = (message: Received, publish: Publish) => object | undefined | Promise<object>;

/** What else a server needs. */
export interface ServerOptions {
  /** Where trouble of the kernel itself is told (not a cell's). */
  readonly log: (text: string) => void;
  /** Called when the front end has asked the kernel to end, and has been answered. */
  readonly onShutdown: () => void;
}

export class KernelServer {
  readonly comms = new KernelComms();
  private readonly sockets: Sockets;
  private queue: Promise<void> = Promise.resolve();
  /** Requests with a number up to this one are aborted; each request takes the next number. */
  private abortUpTo = 0;
  private readonly afterFailure = new AfterFailure();
  private received = 0;
  private turn = 0;
  private closed = false;

  constructor(
    private readonly cells: NotebookHandler,
    private readonly connection: Connection,
    private readonly options: ServerOptions,
  ) {
    this.sockets = new Sockets(connection);
  }

  /** Opens the sockets and answers until the shutdown request. */
  async open(): Promise<void> {
    await this.sockets.open((frames, channel) => {
      this.receive(frames, channel).catch((error) =>
        this.options.log(`the kernel could not answer a message: ${error?.stack ?? error}\n`),
      );
    });
  }

  /** By type of message. All but the comms' have a reply: `x_request` is answered by `x_reply`. */
  private readonly answers: Readonly<Record<string, Answer>> = {
    kernel_info_request: () => this.cells.kernelInfo(),
    execute_request: (message, publish) => this.execute(message, publish),
    is_complete_request: ({ content }) => this.cells.isComplete(codeOf(content)),
    complete_request: ({ content }) => this.cells.complete(codeOf(content), positionOf(content)),
    inspect_request: ({ content }) => this.cells.inspect(codeOf(content), positionOf(content)),
    history_request: ({ content }) => this.cells.history(historyRequest(content)),
    interrupt_request: () => this.cells.interrupt(),
    shutdown_request: ({ content }) => ({ status: 'ok', restart: content.restart === true }),
    comm_info_request: ({ content }) =>
      this.comms.info(typeof content.target_name === 'string' ? content.target_name : undefined),
    comm_open: (message, publish) => this.toComm(message, publish),
    comm_msg: (message, publish) => this.toComm(message, publish),
    comm_close: (message, publish) => this.toComm(message, publish),
  };

  private async receive(frames: Buffer[], channel: Channel): Promise<void> {
    let message: Received;
    try {
      message = decodeMessage(frames, this.connection.key);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.options.log(`dropped ${error.message}\n`);
      return;
    }
    if (message.header.msg_type !== 'execute_request') return this.answer(message, channel);
    const turn = ++this.received;
    const answered = this.queue.then(() => {
      this.turn = turn;
      return this.answer(message, channel);
    });
    this.queue = answered.catch(() => {});
    return answered;
  }

  /** Answers, with busy and idle around it; front ends wait for the idle. */
  private async answer(message: Received, channel: Channel): Promise<void> {
    const publish: Publish = (...what) => this.send(this.sockets.iopub, message, ...what);
    const type = message.header.msg_type;
    publish('status', { execution_state: 'busy' });
    try {
      const content = await this.contentFor(message, publish);
      if (content) this.send(channel, message, type.replace(/_request$/, '_reply'), content);
    } finally {
      publish('status', { execution_state: 'idle' });
    }
    if (type === 'shutdown_request') this.close();
  }

  private async contentFor(message: Received, publish: Publish): Promise<object | undefined> {
    const type = message.header.msg_type;
    const answer = Object.hasOwn(this.answers, type) ? this.answers[type] : undefined;
    try {
      if (answer) return await answer(message, publish);
      this.options.log(`no answer to ${JSON.stringify(type)}\n`);
    } catch (error) {
      if (!(error instanceof RequestError))
        this.options.log(`${type}: ${(error as Error)?.stack ?? error}\n`);
      const { name, message: text } = error as Error;
      if (type.endsWith('_request')) return { status: 'error', ename: name, evalue: text, traceback: [] };
    }
    return undefined;
  }

  private async execute(message: Received, publish: Publish): Promise<ExecuteReply> {
    const isLate = this.afterFailure.aborts(message.header);
    if (isLate || this.turn <= this.abortUpTo) return this.cells.abort();
    const request = executeRequest(message.content);
    const output = new CellOutput(publish, request.silent);
    this.comms.cellStarts(output, message.metadata);
    if (!request.silent) {
      const execution_count = this.cells.nextCount(request);
      publish('execute_input', { code: request.code, execution_count });
    }
    return this.cells.runCell(request, output, async () => {
      if (!request.stop_on_error) return;
      await nextTurn(); // requests that came during a long synchronous cell are read from the socket now
      await nextTurn();
      this.abortUpTo = this.received;
      this.afterFailure.failed(message.header, performance.now() - message.at);
    });
  }

  /** A message of the page's end of a comm. */
  private toComm(message: Received, publish: Publish): undefined {
    if (typeof message.content.comm_id !== 'string') throw new RequestError('comm_id must be a text');
    this.comms.receive(message.header.msg_type, message as unknown as Received<CommContent>, publish);
    return undefined;
  }

  private close(): void {
    this.closed = true;
    this.cells.close();
    this.sockets.close();
    this.options.onShutdown();
  }

  private send(channel: Channel, request: Received, ...what: Parameters<Publish>): void {
    if (this.closed) return; // a timer of a cell that outlives the kernel
    const [type, content, attached] = what;
    channel
      .send(encodeMessage(request, type, content, this.connection.key, attached))
      .catch((error) => this.options.log(`${type} could not be sent: ${error}\n`));
  }
}
