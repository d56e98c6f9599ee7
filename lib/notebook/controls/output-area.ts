import {
  type Captured,
  captureOutput,
  DISPLAY,
  type MimeBundle,
  type NotebookOutput,
} from '../../kernel/display';
import type { Showable } from './control';
import { outputWidget } from './widget-kinds';

/** Use `outputArea`. */
export class OutputArea implements Showable {
  readonly widget = outputWidget({ outputs: [], msg_id: '' });

  /** Replaces the contents with a value: a figure, a table, anything that a cell shows. */
  async show(value: unknown): Promise<void> {
    await this.run(() => value);
  }

  /**
   * Replaces the contents with what the work prints, displays and returns, once it is done. If it fails, the contents
   * stay and the error is shown below them; if it is stopped, nothing changes.
   */
  async run(work: () => unknown, options: { signal?: AbortSignal } = {}): Promise<Captured> {
    const kept = this.outputs.filter(({ output_type }) => output_type !== 'error');
    const captured = await captureOutput(work, options);
    if (!options.signal?.aborted) {
      this.put(captured.error ? [...kept, captured.error] : captured.outputs);
    }
    return captured;
  }

  /** Empties it. */
  clear(): void {
    this.put([]);
  }

  /** Takes all its views off the page. */
  close(): void {
    this.widget.close();
  }

  [DISPLAY](): MimeBundle {
    return this.widget[DISPLAY]();
  }

  private get outputs(): readonly NotebookOutput[] {
    return this.widget.state.outputs as readonly NotebookOutput[];
  }

  private put(outputs: readonly NotebookOutput[]): void {
    this.widget.set({ outputs });
  }
}

/**
 * A place among controls for anything that a cell can show.
 *
 * ```ts
 * const area = outputArea();
 * display(box([factors, area]));
 * factors.onChange((n) => area.run(async () => lineChart(await learn(n))));
 * ```
 */
export function outputArea(): OutputArea {
  return new OutputArea();
}
