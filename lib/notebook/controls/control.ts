import { AsyncResource } from 'node:async_hooks';
import { DISPLAY, type MimeBundle } from '../../kernel/display';
import type { Widget, WidgetState } from './widget';

/** Anything that can be shown, and put into a box. */
export interface Showable {
  readonly widget: Widget;
}

/** What makes a widget a control of values of type T. */
export interface ControlParts<T> {
  readonly widget: Widget;
  /** The value in the widget's state. */
  read(state: WidgetState): T;
  /** The state for a value. @throws OptionError for one that isn't allowed */
  write(value: T): WidgetState;
  /** Does the user choose its value? Default true; not so of a bar, nor of a button. */
  readonly isParameter?: boolean;
}

/** A method, not a function: so a control of numbers is a control of anything. */
interface Listener<T> {
  tell(value: T): void;
}

/**
 * A value that the user can change, or that code shows. As the last expression of a cell, or given to
 * `display`, it is one more view; all views of a control show the same. It is usable outside a notebook too:
 * then its value changes by code alone.
 *
 * ```ts
 * const factors = slider(5, 200);
 * factors.onChange((n) => console.log(`${n} factors`));
 * factors.value = 50; // on all views, and printed
 * ```
 */
export class Control<T> implements Showable {
  readonly widget: Widget;
  /** Does the user choose its value? */
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

  /** Shows it on all views and tells the listeners. An OptionError for a value that isn't allowed. */
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

  /** Is it grayed out? */
  get disabled(): boolean {
    return this.widget.state.disabled === true;
  }

  set disabled(disabled: boolean) {
    this.widget.set({ disabled });
  }

  /**
   * Calls back with each new value, by whomever, until the signal is aborted. What the listener prints or shows
   * appears below the cell that called this.
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
