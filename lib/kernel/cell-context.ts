/**
 * The cell that a piece of running code belongs to, also in callbacks that come long after the cell has
 * ended: what a timer of cell 3 prints appears below cell 3.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { MimeBundle } from './display';
import { toBundle } from './formats/format';
import { OutputStream, type StreamName } from './output-stream';
import type { CellError } from './traceback';

/** Sends a message of the given type as a child of the cell's request. */
export type Publish = (type: string, content: object) => void;

/** Where the output of one cell goes. */
export class CellOutput {
  private readonly stream: OutputStream;

  /** @param silent a silent request (a front end's own) publishes nothing */
  constructor(
    private readonly publish: Publish,
    private readonly silent: boolean,
  ) {
    this.stream = new OutputStream((name, text) => this.send('stream', { name, text }));
  }

  print(name: StreamName, text: string): void {
    this.stream.write(name, text);
  }

  async display(value: unknown, options: { id?: string; update: boolean }): Promise<void> {
    const data = await toBundle(value);
    if (!data) return;
    const transient = options.id === undefined ? {} : { display_id: options.id };
    this.put(options.update ? 'update_display_data' : 'display_data', { data, metadata: {}, transient });
  }

  result(data: MimeBundle, executionCount: number): void {
    this.put('execute_result', { data, metadata: {}, execution_count: executionCount });
  }

  error(error: CellError): void {
    this.put('error', error);
  }

  clear(options: { wait: boolean }): void {
    this.put('clear_output', options);
  }

  flush(): void {
    this.stream.flush();
  }

  private put(type: string, content: object): void {
    this.flush();
    this.send(type, content);
  }

  private send(type: string, content: object): void {
    if (!this.silent) this.publish(type, content);
  }
}

const storage = new AsyncLocalStorage<CellOutput>();
let latest: CellOutput | undefined;

/** Runs `work` as (part of) the cell whose output this is. */
export function asCell<T>(output: CellOutput, work: () => Promise<T>): Promise<T> {
  latest = output;
  return storage.run(output, work);
}

/** The output of the cell whose code runs now; of the latest cell where that can't be told; none before the first. */
export function currentOutput(): CellOutput | undefined {
  return storage.getStore() ?? latest;
}
