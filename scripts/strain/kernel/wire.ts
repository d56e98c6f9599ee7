/** A running kernel, reached over its sockets without a Jupyter client. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as zmq from 'zeromq';

const { kernelArgv } = require('../../setup/kernelspec.js');

/** The command that starts a kernel, as a kernelspec has it. */
const KERNEL: string[] = kernelArgv({ node: process.execPath, root: resolve(__dirname, '../../..') });

export const KEY = 'a key of the test';
export const DELIMITER = '<IDS|MSG>';
const PORTS = ['shell_port', 'control_port', 'iopub_port', 'stdin_port', 'hb_port'] as const;

type Port = (typeof PORTS)[number];

export type Channel = 'shell' | 'control';

/** The frames of a well-formed, signed message; `changed` fields of its header. */
export function frames(
  type: string,
  content: unknown,
  changed: object = {},
  buffers: Buffer[] = [],
): (Buffer | string)[] {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session: 'test',
    username: 'test',
    date: new Date().toISOString(),
    version: '5.3',
    ...changed,
  };
  return [...signed([header, {}, {}, content].map((part) => JSON.stringify(part))), ...buffers];
}

/** Any parts, with the right signature. */
export function signed(parts: (Buffer | string)[], key = KEY): (Buffer | string)[] {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return [DELIMITER, hmac.digest('hex'), ...parts];
}

/** Milliseconds. A kernel that no longer reads lets a send wait. */
const LIMIT = 30_000;
/** One identity for all channels: a kernel asks for input on another than the one it was asked on. */
const SENDING = { linger: 0, sendTimeout: LIMIT, routingId: 'wire' } as const;

/** A message on the channel that all front ends listen to. */
export interface Published {
  readonly type: string;
  /** The id of the request that it belongs to. */
  readonly parent: string;
  readonly content: Record<string, unknown>;
  readonly buffers: readonly Buffer[];
}

export class Wire {
  private readonly sockets: Record<Channel, zmq.Dealer>;
  private readonly iopub = new zmq.Subscriber({ linger: 0 });
  private readonly stdin = new zmq.Dealer(SENDING);
  /** Called for each request for input; the answer, or undefined for none. */
  onInput: ((content: Record<string, unknown>) => string | undefined) | undefined;
  /** Called for each message published. */
  onPublished: ((message: Published) => void) | undefined;
  private readonly waiting = new Map<string, (answer: Record<string, unknown> | Error) => void>();
  /** What is published, by type. */
  readonly published: Published[] = [];
  /** What the kernel has logged. */
  log = '';
  ended = false;
  private readonly heartbeatAddress: string;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    at: (port: Port) => string,
    private readonly limit: number,
  ) {
    this.sockets = { shell: new zmq.Dealer(SENDING), control: new zmq.Dealer(SENDING) };
    this.sockets.shell.connect(at('shell_port'));
    this.sockets.control.connect(at('control_port'));
    this.heartbeatAddress = at('hb_port');
    this.stdin.connect(at('stdin_port'));
    this.iopub.connect(at('iopub_port'));
    this.iopub.subscribe();
    for (const socket of this.all()) void this.read(socket);
    child.stderr?.on('data', (text) => {
      this.log += text;
    });
    child.once('exit', (code) => {
      this.ended = true;
      for (const answer of this.waiting.values()) answer(new Error(`the kernel ended with ${code}`));
    });
  }

  /**
   * Once more where a port that was free has been taken meanwhile.
   * @param limit how long it waits for a reply; milliseconds
   * @param transport `ipc` connects through files in a temporary folder
   */
  static async start(
    cwd: string,
    limit = LIMIT,
    transport: 'tcp' | 'ipc' = 'tcp',
    again = true,
  ): Promise<Wire> {
    const folder = mkdtempSync(join(tmpdir(), 'kernel-wire-'));
    const isFile = transport === 'ipc';
    const free = async (name: Port, i: number) => [name, isFile ? i + 1 : await freePort()];
    const ports: Record<Port, number> = Object.fromEntries(await Promise.all(PORTS.map(free)));
    const ip = isFile ? join(folder, 'kernel-ipc') : '127.0.0.1';
    const at = (port: Port) => `${transport}://${ip}${isFile ? '-' : ':'}${ports[port]}`;
    const file = join(folder, 'connection.json');
    const connection = {
      ...ports,
      ip,
      transport,
      key: KEY,
      signature_scheme: 'hmac-sha256',
    };
    writeFileSync(file, JSON.stringify(connection));
    const [node, ...args] = KERNEL;
    const child = spawn(node!, [...args.slice(0, -1), file], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, XDG_CACHE_HOME: folder },
    });
    const wire = new Wire(child, folder, at, limit);
    try {
      // Until the subscription has reached the kernel, what it publishes is lost.
      do await wire.ask('kernel_info_request', {}, 'shell');
      while (wire.published.length === 0);
      return wire;
    } catch (error) {
      wire.close();
      if (again && wire.log.includes('ddress already in use'))
        return await Wire.start(cwd, limit, transport, false);
      throw error;
    }
  }

  /** Asks whether the kernel lives, as a front end does; what comes back. */
  async heartbeat(what: string): Promise<string> {
    const socket = new zmq.Request({ linger: 0, receiveTimeout: LIMIT });
    try {
      socket.connect(this.heartbeatAddress);
      await socket.send(what);
      return String(await socket.receive());
    } finally {
      socket.close();
    }
  }

  send(channel: Channel, message: (Buffer | string)[]): Promise<void> {
    return this.sockets[channel].send(message);
  }

  /**
   * Sends a well-formed request and waits for its reply.
   * @param header fields of its header that differ
   */
  async ask(
    type: string,
    content: unknown,
    channel: Channel,
    header: { msg_id?: string; session?: string; date?: string } = {},
  ): Promise<Record<string, unknown>> {
    if (this.ended) throw new Error(`the kernel has ended\n${this.log.slice(-2000)}`);
    const { msg_id: id = randomUUID() } = header;
    const reply = new Promise<Record<string, unknown>>((resolve, reject) => {
      const fail = (why: string) =>
        reject(new Error(`no reply to ${type}: ${why}\n${this.log.slice(-2000)}`));
      const timer = setTimeout(fail, this.limit, `none in ${this.limit / 1000} s`);
      this.waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        if (answer instanceof Error) fail(answer.message);
        else resolve(answer);
      });
    });
    // The reply may fail while the request is still being sent.
    const [, answer] = await Promise.all([
      this.send(channel, frames(type, content, { ...header, msg_id: id })),
      reply,
    ]);
    return answer;
  }

  /** The kernel's process. */
  get pid(): number {
    return this.child.pid!;
  }

  close(): void {
    this.child.kill('SIGKILL');
    for (const socket of this.all()) socket.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** One that stayed open would keep the test's process alive. */
  private all(): (zmq.Dealer | zmq.Subscriber)[] {
    return [...Object.values(this.sockets), this.iopub, this.stdin];
  }

  private async read(socket: zmq.Dealer | zmq.Subscriber): Promise<void> {
    for await (const message of socket) {
      const at = message.findIndex((frame) => frame.toString() === DELIMITER);
      const [header, parent, , content] = message
        .slice(at + 2, at + 6)
        .map((frame) => JSON.parse(frame.toString()));
      if (socket instanceof zmq.Subscriber) {
        const buffers = message.slice(at + 6);
        const published: Published = { type: header.msg_type, parent: parent.msg_id, content, buffers };
        this.published.push(published);
        this.onPublished?.(published);
      } else if (socket === this.stdin) {
        const value = this.onInput?.(content);
        if (value !== undefined) await socket.send(frames('input_reply', { value, status: 'ok' }));
      } else this.waiting.get(parent.msg_id)?.(content);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
