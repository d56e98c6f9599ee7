/**
 * The cell that a piece of running code belongs to, even in callbacks long after the cell has ended: output from a
 * timer started by cell 3 appears below cell 3.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CommAttached } from '../comm';
import type { CellEnd, DisplayData } from '../display';
import { toBundle } from '../formats/format';
import { cellCode, lastWork } from '../stop/may-end';
import { CellRun } from './cell-run';
import { ErrorFlood, SAME_ERRORS } from './error-flood';
import { OutputStream, type StreamName } from './output-stream';
import { CellQuestions, type FrontEndInput } from './questions';
import type { CellError } from './traceback';
import { WrittenText } from './written-text';

/** Sends a message of the given type as a child of the cell's request. */
export type Publish = (type: string, content: object, attached?: CommAttached) => void;

/** The usual reason a promise is displayed. */
const AWAIT_HINT =
  'Hint: a promise was shown. Put `await` before it for its value (`await Promise.all(…)` for a list).\n';

/** The destination of one cell's output. */
export class CellOutput {
  /** The run that produces this output. */
  readonly run = new CellRun();
  private readonly stream: OutputStream;
  private readonly endings: CellEnd[] = [];
  private readonly written = { stdout: new WrittenText(), stderr: new WrittenText() };
  private readonly flood = new ErrorFlood();
  private hasShownPromise = false;
  /** What the cell asks the user. */
  readonly questions: CellQuestions;

  /**
   * @param silent a silent request (a front end's own) publishes nothing
   * @param input how to ask the user, if possible
   */
  constructor(
    private readonly publish: Publish,
    private readonly silent: boolean,
    input?: FrontEndInput,
  ) {
    this.questions = new CellQuestions(input, this.run);
    this.stream = new OutputStream((name, text) => this.send('stream', { name, text }));
  }

  /** @param encoding as in Node's `stream.write` */
  print(name: StreamName, piece: string | Uint8Array, encoding?: BufferEncoding): void {
    this.stream.write(name, this.written[name].add(piece, encoding));
  }

  /** Records that a promise was printed or displayed, for {@link hint}. */
  promiseShown(): void {
    this.hasShownPromise = true;
  }

  /** Prints a hint about a likely mistake in what was shown so far. */
  hint(): void {
    if (this.hasShownPromise) this.print('stderr', AWAIT_HINT);
    this.hasShownPromise = false;
  }

  async display(value: unknown, options: { id?: string; update: boolean }): Promise<void> {
    const made = cellCode(() => toBundle(value));
    // Only promised displays are awaited: a loop that never awaits still shows its progress.
    const bundle = made instanceof Promise ? await made : made;
    if (!bundle) return;
    const transient = options.id === undefined ? {} : { display_id: options.id };
    this.put(options.update ? 'update_display_data' : 'display_data', { ...bundle, transient });
  }

  /** A value with no display form is not shown. */
  result(bundle: DisplayData, executionCount: number): void {
    if (Object.keys(bundle.data).length === 0) return;
    this.put('execute_result', { ...bundle, execution_count: executionCount });
  }

  error(error: CellError): void {
    this.put('error', error);
  }

  /** An error that nothing has caught. */
  uncaught(error: CellError): void {
    const shown = this.flood.next(error);
    if (shown === 'error') this.error(error);
    if (shown === 'note')
      this.print('stderr', `… and again: ${error.ename}, shown ${SAME_ERRORS} times at most\n`);
  }

  clear(options: { wait: boolean }): void {
    this.put('clear_output', options);
    this.stream.startAnew();
  }

  /** Sends a comm message, even from a silent cell; text printed earlier is sent first. */
  comm(type: string, content: object, attached?: CommAttached): void {
    this.flush();
    this.publish(type, content, attached);
  }

  flush(): void {
    this.stream.flush();
  }

  /** Registers a callback for when the cell ends. */
  atEnd(callback: CellEnd): void {
    this.endings.push(callback);
  }

  /** The cell has ended; each callback is called once. */
  end(how: Parameters<CellEnd>[0]): void {
    for (const callback of this.endings.splice(0)) {
      try {
        const work = () => cellCode(() => callback(how));
        if (how === 'interrupted') lastWork(work);
        else work();
      } catch (error) {
        queueMicrotask(() => {
          throw error; // shown below the cell, like an error from a timer
        });
      }
    }
    this.questions.end();
    this.stream.end();
  }

  private put(type: string, content: object): void {
    this.flush();
    this.send(type, content);
  }

  private send(type: string, content: object): void {
    if (!this.silent) this.publish(type, content);
  }
}

/**
 * Node attaches it to each promise and timer of a cell, where `console.dir` would show it; so it has no visible
 * properties.
 */
class CellNote {
  readonly #output: CellOutput;
  constructor(output: CellOutput) {
    this.#output = output;
  }
  static outputOf(note: CellNote | undefined): CellOutput | undefined {
    return note ? note.#output : undefined;
  }
}

const storage = new AsyncLocalStorage<CellNote>();
let latest: CellOutput | undefined;

/** Runs `work` as (part of) the cell whose output this is. */
export function asCell<T>(output: CellOutput, work: () => Promise<T>): Promise<T> {
  latest = output;
  return storage.run(new CellNote(output), work);
}

/** Runs `work` with its output going here; output of unknown origin still belongs to the latest cell. */
export function within<T>(output: CellOutput, work: () => T): T {
  return storage.run(new CellNote(output), work);
}

/**
 * The output of the cell whose code is running; of the latest cell where that is unknown; undefined before the first
 * cell.
 */
export function currentOutput(): CellOutput | undefined {
  return CellNote.outputOf(storage.getStore()) ?? latest;
}

/** The run that the currently running code belongs to; undefined where that is unknown. */
export function currentRun(): CellRun | undefined {
  return CellNote.outputOf(storage.getStore())?.run;
}
