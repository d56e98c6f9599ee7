import { AsyncResource } from 'node:async_hooks';
import { DISPLAY, type MimeBundle } from '../../kernel/display';
import type { Widget, WidgetState } from './widget';

/** Anything that can be shown and put into a box. */
export interface Showable {
  readonly widget: Widget;
}

/** What makes a widget a control of values of type T. */
export interface ControlParts<T> {
  readonly widget: Widget;
  /** Reads the value from the widget's state. */
  read(state: WidgetState): T;
  /** The state for a value. @throws OptionError for a value that isn't allowed */
  write(value: T): WidgetState;
  /** Whether the user chooses its value. Default true; false for a meter or a button. */
  readonly isParameter?: boolean;
}

/** A method, not a function property: so a control of numbers is a control of unknown values. */
interface Listener<T> {
  tell(value: T): void;
}

/**
 * A value that the user or code can change. Each time it is shown, as the last expression of a cell or by
 * `display`, it gets another view; all views stay in step. It also works outside a notebook, where only code
 * changes its value.
 *
 * ```ts
 * const factors = slider(5, 200);
 * factors.onChange((n) => console.log(`${n} factors`));
 * factors.value = 50; // on all views, and printed
 * ```
 */
export class Control<T> implements Showable {
  readonly widget: Widget;
  /** Whether the user chooses its value. */
  readonly isParameter: boolean;
  private readonly listeners = new Set<Listener<T>>();
  private told: T;

  /** Use `slider`, `dropdown` and the like. */
  constructor(private readonly parts: ControlParts<T>) {
    this.widget = parts.widget;
    this.isParameter = parts.isParameter ?? true;
    this.told = this.value;
    this.widget.onUpdate(() => this.tell());
  }

  get value(): T {
    return this.parts.read(this.widget.state);
  }

  /** Updates all views and calls the listeners. Throws an OptionError for a value that isn't allowed. */
  set value(value: T) {
    this.widget.set(this.parts.write(value));
    this.tell();
  }

  get label(): string {
    return String(this.widget.state.description ?? '');
  }

  set label(label: string) {
    this.widget.set({ description: label });
  }

  /** Whether it is grayed out. */
  get disabled(): boolean {
    return this.widget.state.disabled === true;
  }

  set disabled(disabled: boolean) {
    this.widget.set({ disabled });
  }

  /**
   * Calls back with each new value, whoever changed it, until the signal is aborted. What the listener prints
   * or shows appears below the cell that called this.
   */
  onChange(listener: (value: T) => void, { signal }: { signal?: AbortSignal } = {}): void {
    const bound: Listener<T> = { tell: AsyncResource.bind(listener) };
    this.listeners.add(bound);
    signal?.addEventListener('abort', () => this.listeners.delete(bound), { once: true });
  }

  /** Takes all its views off the page. */
  close(): void {
    this.widget.close();
  }

  [DISPLAY](): MimeBundle {
    return this.widget[DISPLAY]();
  }

  private tell(): void {
    const { value } = this;
    if (Object.is(value, this.told)) return;
    this.told = value;
    for (const listener of this.listeners) listener.tell(value);
  }
}
