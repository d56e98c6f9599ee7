/**
 * Requests for lists at a fixed rate, whether or not the answers before have come, and how long each took from the moment
 * at which it was due: a service that falls behind can't hide it by being asked later.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { RandomState } from '../../lib/math/random/random-state';

/** What is asked for. */
export interface SteadyLoad {
  /** Asked for in turn. */
  readonly paths: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
  /** Of the arrivals; the same seed, the same moments. */
  readonly seed: number;
}

export interface SteadyRun {
  /** Milliseconds from the moment at which a request was due to its answer. */
  readonly times: readonly number[];
  /** Answers other than 200. */
  readonly failures: number;
}

/** Open at a time; more requests wait here, which counts as well. */
const CONNECTIONS = 32;
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/** Arrivals are those of many people who don't know of each other: exponential times in between. */
export async function steadyLoad(url: string, load: SteadyLoad): Promise<SteadyRun> {
  const { paths, perSecond, seconds, seed } = load;
  const { hostname, port } = new URL(url);
  const random = new RandomState(seed);
  const times: number[] = [];
  let failures = 0;
  const free: Connection[] = [];
  for (let n = 0; n < CONNECTIONS; n++) free.push(await Connection.to(hostname, Number(port)));
  const all = [...free];
  const start = performance.now();
  let [due, asked] = [start, 0];
  const waiting: number[] = [];
  const next = () => {
    due += (-1000 * Math.log(1 - random.random())) / perSecond;
  };
  const ask = (connection: Connection, since: number) => {
    connection.ask(paths[asked++ % paths.length], (status) => {
      times.push(performance.now() - since);
      if (status !== 200) failures++;
      free.push(connection);
    });
  };
  next();
  while (due < start + 1000 * seconds || waiting.length > 0 || free.length < CONNECTIONS) {
    for (; due <= performance.now() && due < start + 1000 * seconds; next()) waiting.push(due);
    while (waiting.length > 0 && free.length > 0) ask(free.pop()!, waiting.shift()!);
    await new Promise((done) => setImmediate(done));
  }
  for (const connection of all) connection.close();
  return { times, failures };
}

/** One request at a time, over one connection. */
class Connection {
  #text = '';
  #answered: ((status: number) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (text: string) => this.#more(text));
    socket.on('close', () => this.#end(0));
    socket.on('error', () => undefined);
  }

  static async to(host: string, port: number): Promise<Connection> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** @param answered gets the status, 0 without an answer */
  ask(path: string, answered: (status: number) => void): void {
    this.#answered = answered;
    this.socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
  }

  close(): void {
    this.socket.destroy();
  }

  #more(text: string): void {
    this.#text += text;
    const head = this.#text.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(LENGTH.exec(this.#text.slice(0, head + 2))?.[1] ?? 0);
    if (this.#text.length < head + 4 + length) return;
    const status = Number(this.#text.slice(9, 12));
    this.#text = '';
    this.#end(status);
  }

  #end(status: number): void {
    const answered = this.#answered;
    this.#answered = undefined;
    answered?.(status);
  }
}
