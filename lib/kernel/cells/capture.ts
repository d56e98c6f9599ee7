/** Runs work and collects its output, in the form a notebook file stores, instead of showing it. */

import type { Captured, NotebookOutput } from '../display';
import { CellOutput, currentOutput, type Publish, within } from './cell-context';
import type { CellRun } from './cell-run';
import type { CellError } from './traceback';

type Message = Record<string, unknown> & { transient?: { display_id?: string } };

const running = new Set<CellRun>();

/** Ends all captured work, as a stop ends a cell: it may keep running long after its cell has ended. */
export function stopCaptured(): void {
  for (const run of running) run.stop();
}

/**
 * @param describe turns a thrown value into an error message
 * @param signal aborting it stops the work like a cell
 */
export async function captureWork(
  work: () => unknown,
  describe: (thrown: unknown) => CellError,
  signal?: AbortSignal,
): Promise<Captured> {
  const collected = new Collected();
  const cell = currentOutput();
  const publish: Publish = (type, content, attached) => {
    if (type.startsWith('comm_')) cell?.comm(type, content, attached);
    else collected.take(type, content as Message);
  };
  const output = new CellOutput(publish, false, cell?.questions.input);
  const { run } = output;
  const stop = () => run.stop();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  running.add(run);
  try {
    const value = await within(output, () => run.until(Promise.resolve().then(work)));
    await run.until(output.display(value, { update: false }));
    output.end('done');
    return { outputs: collected.outputs, value };
  } catch (thrown) {
    output.end(run.signal.aborted ? 'interrupted' : 'failed');
    const error = describe(thrown);
    return { outputs: collected.outputs, error: { output_type: 'error', ...error } };
  } finally {
    running.delete(run);
    signal?.removeEventListener('abort', stop);
  }
}

/** Applies a cell's messages the way a front end would. */
class Collected {
  readonly outputs: NotebookOutput[] = [];
  private readonly ids = new Map<string, number>();
  private clearing = false;

  take(type: string, { transient, ...content }: Message): void {
    const id = transient?.display_id;
    if (type === 'clear_output') {
      this.clearing = true;
      if (!content.wait) this.clear();
    } else if (type === 'update_display_data') {
      const at = id === undefined ? undefined : this.ids.get(id);
      if (at !== undefined) this.outputs[at] = { output_type: 'display_data', ...content };
    } else {
      if (this.clearing) this.clear();
      if (id !== undefined) this.ids.set(id, this.outputs.length);
      const last = this.outputs.at(-1);
      if (type === 'stream' && last?.output_type === 'stream' && last.name === content.name) {
        this.outputs[this.outputs.length - 1] = { ...last, text: `${last.text}${content.text}` };
      } else this.outputs.push({ output_type: type as NotebookOutput['output_type'], ...content });
    }
  }

  private clear(): void {
    this.outputs.length = 0;
    this.ids.clear();
    this.clearing = false;
  }
}
