/**
 * Widgets on the page, by the widget messaging protocol 2.1: a model whose state exists here and on the page,
 * synchronized by messages over a comm. The page defines which models exist (the package
 * `jupyterlab-widgets`); a model is identified by its module and class.
 *
 * A widget opens its comm when it is first shown, so an unused one costs nothing; outside a notebook it only
 * keeps its state.
 */
import { acceptComms, type Comm, type CommMessage, commOwner, openComm } from '../../kernel/comm';
import { DISPLAY, type MimeBundle } from '../../kernel/display';
import { REFERENCE, type WidgetModels, widgetHtml, widgetText } from './widget-picture';

/** A value in a widget's state; may be another widget. */
export type StateValue = unknown;
export type WidgetState = Readonly<Record<string, StateValue>>;

/** The class of a model and of its view on the page. */
export interface WidgetKind {
  readonly module: string;
  readonly version: string;
  readonly model: string;
  /** The view may be in another module; null if there is none. */
  readonly view: { readonly module: string; readonly name: string } | null;
}

const TARGET = 'jupyter.widget';
const CONTROL_TARGET = 'jupyter.widget.control';
const PROTOCOL = { metadata: { version: '2.1.0' } };
/** The first number in a picture. */
const ROOT = '0';

/** The open widgets, for a page that is reloaded; the list is shared even if this file is loaded again. */
const OPEN = Symbol.for('recommender-lab.widgets');
type WithOpen = { [OPEN]?: Map<string, Widget> };

/** One model. */
export class Widget {
  private readonly owner = commOwner();
  private readonly updateListeners = new Set<(changed: WidgetState) => void>();
  private readonly customListeners = new Set<(content: Readonly<Record<string, unknown>>) => void>();
  private readonly closeListeners = new Set<() => void>();
  private values: Record<string, StateValue>;
  private comm: Comm | undefined;

  /** @param state what differs from the model's defaults on the page */
  constructor(
    readonly kind: WidgetKind,
    state: WidgetState,
  ) {
    this.values = { ...state };
  }

  get state(): WidgetState {
    return this.values;
  }

  /** Whether there is a model on the page. */
  get isOpen(): boolean {
    return this.comm !== undefined;
  }

  /** Changes part of the state, here and on the page; doesn't call the listeners. */
  set(changes: WidgetState): void {
    this.values = { ...this.values, ...changes };
    this.comm?.send({ method: 'update', state: wire(changes, idOf), buffer_paths: [] });
  }

  /** Calls back with the changes when the page has changed the state. */
  onUpdate(listener: (changed: WidgetState) => void): void {
    this.updateListeners.add(listener);
  }

  /** Calls back for a message that isn't about the state, such as a button's click. */
  onCustom(listener: (content: Readonly<Record<string, unknown>>) => void): void {
    this.customListeners.add(listener);
  }

  /** Calls back when the widget has been removed from the page, by either side. */
  onClose(listener: () => void): void {
    this.closeListeners.add(listener);
  }

  /** Removes the widget and all its views from the page, with its layout and style. It can be shown again. */
  close(): void {
    for (const part of [this.values.layout, this.values.style]) if (part instanceof Widget) part.close();
    if (!this.comm) return;
    this.comm.close();
    this.closed();
  }

  /** The model's id on the page; the model is created on first use. Undefined outside a notebook. */
  id(): string | undefined {
    if (this.comm) return this.comm.id;
    answerReloadedPages();
    const data = { state: this.fullState(), buffer_paths: [] };
    this.comm = openComm(
      TARGET,
      { data, owner: this.owner, ...PROTOCOL },
      { message: (message) => this.receive(message), closed: () => this.closed() },
    );
    if (this.comm) openWidgets().set(this.comm.id, this);
    return this.comm?.id;
  }

  /** The state in wire format, with the model's identity. */
  fullState(): Record<string, unknown> {
    const { module, version, model, view } = this.kind;
    return {
      _model_module: module,
      _model_module_version: version,
      _model_name: model,
      _view_module: view?.module ?? null,
      _view_module_version: view ? version : null,
      _view_name: view?.name ?? null,
      ...wire(this.values, idOf),
    };
  }

  /** Adds another view; its other forms show the current values. */
  [DISPLAY](): MimeBundle {
    const id = this.id();
    const models = this.models();
    return {
      ...(id && {
        'application/vnd.jupyter.widget-view+json': { version_major: 2, version_minor: 0, model_id: id },
      }),
      'text/html': widgetHtml(ROOT, models),
      'text/plain': widgetText(ROOT, models),
    };
  }

  /** This model and those it refers to, numbered, so that a picture of them needs no kernel. */
  private models(): WidgetModels {
    const numbers = new Map<Widget, string>([[this, ROOT]]);
    const models: Record<string, WidgetModels[string]> = {};
    const numberOf = (widget: Widget): string => {
      if (!numbers.has(widget)) numbers.set(widget, String(numbers.size));
      return numbers.get(widget)!;
    };
    for (const [widget, number] of numbers) {
      models[number] = { model_name: widget.kind.model, state: wire(widget.values, numberOf) };
    }
    return models;
  }

  private receive({ data, reply }: CommMessage): void {
    if (data.method === 'request_state') {
      reply({ method: 'update', state: this.fullState(), buffer_paths: [] });
    } else if (data.method === 'update') {
      const changed = { ...(data.state as WidgetState) };
      this.values = { ...this.values, ...changed };
      // Other pages of the same kernel learn of the change from this; the page that made it ignores it.
      reply({ method: 'echo_update', state: changed, buffer_paths: [] });
      for (const listener of this.updateListeners) listener(changed);
    } else if (data.method === 'custom') {
      for (const listener of this.customListeners) listener(data.content as Record<string, unknown>);
    }
  }

  private closed(): void {
    if (this.comm) openWidgets().delete(this.comm.id);
    this.comm = undefined;
    for (const listener of this.closeListeners) listener();
  }
}

/** A state in wire format: a widget in it becomes a reference to its model. */
function wire(state: WidgetState, id: (widget: Widget) => string): Record<string, unknown> {
  const sent = (value: StateValue): unknown => {
    if (value instanceof Widget) return `${REFERENCE}${id(value)}`;
    return Array.isArray(value) ? value.map(sent) : value;
  };
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, sent(value)]));
}

/** A model that another one refers to is created on the page first. */
const idOf = (widget: Widget): string => widget.id() ?? '';

function openWidgets(): Map<string, Widget> {
  const holder = globalThis as WithOpen;
  holder[OPEN] ??= new Map();
  return holder[OPEN];
}

/** A page that is loaded while the kernel runs requests all states in one message. */
function answerReloadedPages(): void {
  acceptComms(CONTROL_TARGET, () => ({
    message({ data, reply }) {
      if (data.method !== 'request_states') return;
      const states = [...openWidgets()].map(([id, widget]) => {
        const { module, version, model } = widget.kind;
        const names = { model_name: model, model_module: module, model_module_version: version };
        return [id, { ...names, state: widget.fullState() }];
      });
      reply({ method: 'update_states', states: Object.fromEntries(states), buffer_paths: [] });
    },
  }));
}
