/**
 * `process.stdin` and Node's `readline` in a notebook: whatever reads a line asks the user for it.
 *
 * A question of `readline` goes straight to the front end, with its words beside the field, and the cell doesn't end
 * before it is answered. Everything else reads the stream, which asks only while somebody wants a line: an interface
 * that merely exists must not ask.
 */
import { syncBuiltinESMExports } from 'node:module';
import type { Interface, ReadLineOptions } from 'node:readline';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { Interrupted } from '../stop/interrupted';
import { kernelWork } from '../stop/may-end';
import type { Question } from './questions';

// As the objects that they are: their functions are replaced for all who call them later.
const readline = require('node:readline') as typeof import('node:readline');
const promises = require('node:readline/promises') as typeof import('node:readline/promises');

type Ask = (question: Question, signal?: AbortSignal) => Promise<string>;
type Line = Interface & { closed: boolean };
type Create = (...of: unknown[]) => Line;

/** Replaces them for the whole process. @param ask asks on behalf of the cell whose code is running */
export function installNotebookStdin(ask: Ask): void {
  const stdin = new NotebookStdin(ask);
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true, enumerable: true });
  for (const [module, isPromised] of [
    [readline, false],
    [promises, true],
  ] as const) {
    const create = module.createInterface as unknown as Create;
    const replaced: Create = (first, ...rest) => {
      const isStream = first === stdin;
      const options = (
        isStream ? { input: first, output: rest[0], completer: rest[1] } : first
      ) as ReadLineOptions;
      if (options?.input !== (stdin as unknown)) return create(first, ...rest);
      // A field in a notebook, whatever the kernel itself writes to.
      const lines = create({ ...options, terminal: false });
      stdin.attach(lines);
      askDirectly(lines, ask, isPromised);
      return lines;
    };
    Object.assign(module, {
      createInterface: Object.defineProperty(replaced, 'name', { value: create.name }),
    });
  }
  syncBuiltinESMExports();
}

/** Replaces `question` of this interface. */
function askDirectly(lines: Line, ask: Ask, isPromised: boolean): void {
  const original = lines.question.bind(lines) as (...of: unknown[]) => Promise<string>;
  const closed = new AbortController();
  lines.once('close', () => closed.abort());
  const promised = async (prompt: string, { signal }: { signal?: AbortSignal } = {}): Promise<string> => {
    if (lines.closed) return await original(prompt); // fails as it does in Node
    return await ask({ prompt }, signal ? AbortSignal.any([signal, closed.signal]) : closed.signal);
  };
  const called = (prompt: string, ...rest: unknown[]): void => {
    const callback = rest.at(-1) as (answer: string) => void;
    const options = rest.length > 1 ? (rest[0] as { signal?: AbortSignal }) : undefined;
    if (lines.closed) return void original(prompt, callback);
    promised(prompt, options).then(callback, (error) => {
      if (error instanceof Interrupted || closed.signal.aborted || options?.signal?.aborted) return;
      throw error; // shown below the cell
    });
  };
  const question = isPromised ? promised : Object.assign(called, { [promisify.custom]: promised });
  Object.assign(lines, { question });
}

/** Asks for a line when one is wanted. */
class NotebookStdin extends Readable {
  readonly fd = 0;
  readonly isTTY = false;
  private readonly attached = new Set<Line>();
  /** Withdraws the question that is open. */
  private asking: AbortController | undefined;
  private prompt: string | undefined;

  constructor(private readonly ask: Ask) {
    super();
    const consider = () => this.consider();
    for (const event of ['newListener', 'removeListener', 'resume', 'pause']) this.on(event, consider);
  }

  /** Makes an interface's `prompt()` ask with its words, and notices who wants its lines. */
  attach(lines: Line): void {
    this.attached.add(lines);
    lines.once('close', () => {
      this.attached.delete(lines);
      // Closing has paused the stream for good; another cell finds it as in a new program.
      if (this.attached.size === 0) Object.assign(this, { readableFlowing: null });
    });
    for (const event of ['newListener', 'removeListener']) lines.on(event, () => this.consider());
    lines.prompt = () => {
      lines.resume();
      this.prompt = lines.getPrompt();
      this.consider();
    };
  }

  override _read(): void {
    this.consider();
  }

  /** After the code that is running: the event that leads here comes before the change, and more may follow. */
  private consider(): void {
    const consider = () => {
      if (!this.isWanted) this.asking?.abort();
      else if (!this.asking && this.readableLength === 0) this.askForLine();
    };
    queueMicrotask(() => kernelWork(consider));
  }

  private get isWanted(): boolean {
    if (this.listenerCount('readable') > 0) return true;
    if (this.readableFlowing !== true) return false;
    if (this.prompt !== undefined || this.listenerCount('data') > this.attached.size) return true;
    return this.readers.length > 0;
  }

  private get readers(): Line[] {
    return [...this.attached].filter((lines) => lines.listenerCount('line') > 0);
  }

  private askForLine(): void {
    const asking = new AbortController();
    this.asking = asking;
    this.ask({ prompt: this.prompt ?? '' }, asking.signal)
      .finally(() => {
        this.asking = undefined;
        this.prompt = undefined;
      })
      .then(
        (line) => this.push(`${line}\n`),
        (error) => {
          if (!asking.signal.aborted) this.refuse(error);
        },
      );
  }

  /** Whoever waits for lines gets none: the cell was stopped, or nobody can answer. */
  private refuse(error: unknown): void {
    const { readers } = this;
    for (const lines of readers) {
      if (!(error instanceof Interrupted)) lines.emit('error', error);
      lines.close();
    }
    if (readers.length === 0) throw error; // shown below the cell
  }
}
