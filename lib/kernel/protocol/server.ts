/**
 * Which request gets which answer, and in which order.
 *
 * Execution requests are answered one after the other; all others at once, even while a cell awaits. After a failed
 * cell, the execution requests already waiting are answered `aborted` (unless the failed one asked not to stop), and
 * none that comes later: no cell is ever silently dropped. The waiting requests are determined before the error is
 * shown, so what a user runs after seeing it does run; requests still in transit then are recognized by their dates,
 * see `after-failure.ts`.
 *
 * A stop may end a cell's code anywhere, and with it any work the kernel had to do in the same turn. So no request is
 * answered by a chain of promises, except for the running cell; and when the stop is over, whatever has lost its end
 * is completed.
 */

import { CellOutput, type Publish } from '../cells/cell-context';
import { Interrupted } from '../stop/interrupted';
import { AfterFailure } from './after-failure';
import { type CommContent, KernelComms } from './comms';
import type { NotebookHandler } from './handler';
import { JobQueue } from './job-queue';
import { decodeMessage, encodeMessage, MessageError, type Received } from './message';
import { codeOf, executeRequest, historyRequest, positionOf, RequestError } from './requests';
import { type Channel, type Connection, Sockets } from './sockets';

/** The content of a reply; undefined if the protocol has none. */
type Answer = (message: Received, publish: Publish) => object | undefined;

/** What else a server needs. */
export interface ServerOptions {
  /** Logs problems of the kernel itself (not of a cell). */
  readonly log: (text: string) => void;
  /** Called when the front end has asked the kernel to shut down, and has been answered. */
  readonly onShutdown: () => void;
}

export class KernelServer {
  readonly comms = new KernelComms();
  private readonly sockets: Sockets;
  private readonly queue = new JobQueue((error) => this.logError('execute_request', error));
  /** Complete the answers in progress; remain only where a cell's code was ended during one. */
  private readonly unended = new Set<() => void>();
  private overUpTo = 0;
  /** Requests numbered up to this one are aborted; each request takes the next number. */
  private abortUpTo = 0;
  private readonly afterFailure = new AfterFailure();
  private received = 0;
  private closed = false;

  constructor(
    private readonly cells: NotebookHandler,
    private readonly connection: Connection,
    private readonly options: ServerOptions,
  ) {
    this.sockets = new Sockets(connection, options.log);
  }

  /** Opens the sockets and answers until the shutdown request. */
  async open(): Promise<void> {
    await this.sockets.open(
      (frames, channel) => this.receive(frames, channel),
      (stop, isOver) => (isOver ? this.stopIsOver(stop) : this.cells.interrupt()),
    );
  }

  /** Whether this stop, and any before it, is over. */
  isOver(stop: number): boolean {
    return stop <= this.overUpTo;
  }

  /** By message type. All but the comm messages have a reply: `x_request` is answered by `x_reply`. */
  private readonly answers: Readonly<Record<string, Answer>> = {
    kernel_info_request: () => this.cells.kernelInfo(),
    is_complete_request: ({ content }) => this.cells.isComplete(codeOf(content)),
    complete_request: ({ content }) => this.cells.complete(codeOf(content), positionOf(content)),
    inspect_request: ({ content }) => this.cells.inspect(codeOf(content), positionOf(content)),
    history_request: ({ content }) => this.cells.history(historyRequest(content)),
    interrupt_request: () => ({ status: 'ok' }),
    shutdown_request: ({ content }) => ({ status: 'ok', restart: content.restart === true }),
    comm_info_request: ({ content }) =>
      this.comms.info(typeof content.target_name === 'string' ? content.target_name : undefined),
    comm_open: (message, publish) => this.toComm(message, publish),
    comm_msg: (message, publish) => this.toComm(message, publish),
    comm_close: (message, publish) => this.toComm(message, publish),
  };

  private receive(frames: Buffer[], channel: Channel): void {
    try {
      const message = decodeMessage(frames, this.connection.key);
      if (message.header.msg_type === 'execute_request') {
        const turn = ++this.received;
        this.queue.add((done) => this.execute(message, channel, turn, done));
      } else this.answer(message, channel);
    } catch (error) {
      const isMalformed = error instanceof MessageError;
      const why = isMalformed
        ? `dropped ${error.message}`
        : `could not answer: ${(error as Error)?.stack ?? error}`;
      this.options.log(`${why}\n`);
    }
  }

  /** Answers, sending busy before and idle after; front ends wait for the idle. */
  private answer(message: Received, channel: Channel): void {
    const type = message.header.msg_type;
    const { publish, end } = this.begin(message, channel);
    const endLost = () => end(failure(type, new Interrupted()));
    this.unended.add(endLost);
    try {
      end(this.contentFor(message, publish));
    } finally {
      this.unended.delete(endLost); // not if it is ended
    }
    if (type === 'interrupt_request') this.interrupt();
    if (type === 'shutdown_request') this.close();
  }

  private contentFor(message: Received, publish: Publish): object | undefined {
    const type = message.header.msg_type;
    const answer = Object.hasOwn(this.answers, type) ? this.answers[type] : undefined;
    try {
      if (answer) return answer(message, publish);
      this.options.log(`cannot answer messages of type ${JSON.stringify(type)}\n`);
    } catch (error) {
      return this.errorReply(type, error);
    }
    return undefined;
  }

  /** Reports that the kernel is busy with this message. Its `end` sends the reply, if any, and reports idle. */
  private begin(message: Received, channel: Channel) {
    const publish: Publish = (...what) => this.send(this.sockets.iopub, message, ...what);
    publish('status', { execution_state: 'busy' });
    const end = (content?: object) => {
      const reply = message.header.msg_type.replace(/_request$/, '_reply');
      if (content) this.send(channel, message, reply, content);
      publish('status', { execution_state: 'idle' });
    };
    return { publish, end };
  }

  /** The reply to a failed request; undefined for a message that isn't a request. */
  private errorReply(type: string, error: unknown): object | undefined {
    if (!(error instanceof RequestError)) this.logError(type, error);
    return failure(type, error as Error);
  }

  private execute(message: Received, channel: Channel, turn: number, done: () => void): void {
    const { publish, end } = this.begin(message, channel);
    const onEnd = (content: object | undefined) => {
      end(content);
      done();
    };
    const onError = (error: unknown) => onEnd(this.errorReply('execute_request', error));
    const isLate = this.afterFailure.aborts(message.header);
    if (isLate || turn <= this.abortUpTo) {
      onEnd(this.cells.abort());
      return;
    }
    try {
      const request = executeRequest(message.content);
      const output = new CellOutput(
        publish,
        request.silent,
        request.allow_stdin ? this.sockets.inputs.for(message) : undefined,
      );
      this.comms.cellStarts(output, message.metadata);
      if (!request.silent) {
        const execution_count = this.cells.nextCount(request);
        publish('execute_input', { code: request.code, execution_count });
      }
      const onFailure = () => {
        if (!request.stop_on_error) return;
        this.abortUpTo = this.received;
        this.afterFailure.failed(message.header, performance.now() - message.at);
      };
      this.cells.runCell(request, output, { onFailure, onEnd }).catch(onError);
    } catch (error) {
      onError(error);
    }
  }

  /** Stops the running cell; no other starts until the stop is over. */
  private interrupt(): void {
    this.queue.hold();
    this.cells.interrupt();
  }

  private stopIsOver(stop: number): void {
    this.overUpTo = stop;
    const unended = [...this.unended];
    this.unended.clear();
    for (const end of unended) this.attempt(end);
    this.attempt(() => this.cells.giveUpStopped());
    this.attempt(() => this.queue.release());
  }

  /** Whatever fails, what comes after it is done, too. */
  private attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.logError('after a stop', error);
    }
  }

  private logError(where: string, error: unknown): void {
    this.options.log(`${where}: ${(error as Error)?.stack ?? error}\n`);
  }

  /** Handles a message from the page's end of a comm. */
  private toComm(message: Received, publish: Publish): undefined {
    if (typeof message.content.comm_id !== 'string') throw new RequestError('comm_id must be a string');
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
    if (this.closed) return; // a timer from a cell may outlive the kernel
    const [type, content, attached] = what;
    channel.send(encodeMessage(request, type, content, this.connection.key, attached));
  }
}

/** The content of a reply; undefined for a message that isn't a request. */
function failure(type: string, { name, message }: Error): object | undefined {
  return type.endsWith('_request')
    ? { status: 'error', ename: name, evalue: message, traceback: [] }
    : undefined;
}
