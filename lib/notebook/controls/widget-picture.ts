/**
 * Widgets without a kernel: what they showed, as HTML without scripts and as text. Made from the models' states, so
 * it works for widgets being shown as well as for those whose states are saved in a notebook.
 */
import { escapeHtml } from '../../core/html/escape-html';

/** Models by id, as stored in a notebook file; a state may omit the model's defaults. */
export type WidgetModels = Readonly<Record<string, WidgetModel>>;

export interface WidgetModel {
  readonly model_name: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/** The prefix of a reference to another model, before its id. */
export const REFERENCE = 'IPY_MODEL_';

/** The visible form of one model: its label, and its value as text or as HTML. */
interface Seen {
  readonly label: string;
  readonly text?: string;
  /** From 0 to 1, if the value is on a range. */
  readonly share?: number;
  readonly html?: string;
}

type Read = (state: WidgetModel['state']) => Seen;

const BLUE = '#0072B2';
const GRAY = 'rgba(128,128,128,.4)';
const LABEL = 'display:inline-block;min-width:7em;margin-right:.8em;text-align:right';

const MODELS: Readonly<Record<string, Read>> = {
  IntSliderModel: (state) => track(state, number(state.value, 0), number(state.max, 100)),
  FloatSliderModel: (state) => track(state, number(state.value, 0), number(state.max, 10)),
  FloatLogSliderModel: (state) => {
    const value = number(state.value, 1);
    const place = Math.log(value) / Math.log(number(state.base, 10));
    return { ...track(state, place, number(state.max, 4)), text: readout(value, state) };
  },
  SelectionSliderModel: (state) => {
    const labels = (state._options_labels ?? []) as string[];
    const index = number(state.index, 0);
    return { ...track({ ...state, min: 0 }, index, labels.length - 1), text: labels[index] ?? '' };
  },
  FloatProgressModel: (state) => track(state, number(state.value, 0), number(state.max, 100)),
  DropdownModel: (state) => {
    const labels = (state._options_labels ?? []) as string[];
    return { label: label(state), text: labels[number(state.index, -1)] ?? '' };
  },
  CheckboxModel: (state) => {
    const text = `${state.value ? '☑' : '☐'} ${label(state)}`;
    return { label: '', text, html: `<span style="${LABEL}"></span>${escapeHtml(text)}` };
  },
  TextModel: (state) => ({ label: label(state), text: String(state.value ?? '') }),
  AnyModel: (state) => ({
    label: label(state),
    text: typeof state.value === 'string' ? state.value : JSON.stringify(state.value),
  }),
  ButtonModel: (state) => ({
    label: '',
    text: `[${label(state)}]`,
    html: `<span style="padding:.1em .8em;border:1px solid ${GRAY};border-radius:3px">${escapeHtml(label(state))}</span>`,
  }),
  LabelModel: (state) => ({ label: label(state), text: String(state.value ?? '') }),
  HTMLModel: (state) => {
    const html = String(state.value ?? '');
    return { label: label(state), html, text: withoutTags(html) };
  },
};

/** The widget and its children as HTML; empty for one that shows nothing by itself. */
export function widgetHtml(id: string, models: WidgetModels): string {
  const rows = leaves(id, models).map(({ label, text = '', share, html }) => {
    const words = label === '' ? '' : `<span style="${LABEL}">${escapeHtml(label)}</span>`;
    const line = share === undefined ? '' : bar(share);
    return `<div>${words}${line}${html ?? escapeHtml(text)}</div>`;
  });
  return rows.length === 0 ? '' : `<div style="line-height:1.9">${rows.join('\n')}</div>`;
}

/** The same as text, one line each: `factors: 50`. */
export function widgetText(id: string, models: WidgetModels): string {
  return leaves(id, models)
    .map(({ label, text = '' }) => (label === '' ? text : `${label}: ${text}`))
    .filter((line) => line.trim() !== '')
    .join('\n');
}

/** The ids of the model and of all that its boxes contain, from top to bottom. */
export function widgetTree(id: string, models: WidgetModels): string[] {
  const children = (models[id]?.state.children ?? []) as string[];
  return [id, ...children.flatMap((child) => widgetTree(child.slice(REFERENCE.length), models))];
}

function leaves(id: string, models: WidgetModels): Seen[] {
  return widgetTree(id, models)
    .flatMap((at) => {
      const model = models[at];
      return model ? (MODELS[model.model_name]?.(model.state) ?? []) : [];
    })
    .filter(({ label, text, html }) => label !== '' || text?.trim() || html?.trim());
}

function track(state: WidgetModel['state'], at: number, max: number): Seen {
  const min = number(state.min, 0);
  const share = max > min ? Math.min(1, Math.max(0, (at - min) / (max - min))) : 0;
  return { label: label(state), text: readout(number(state.value, 0), state), share };
}

function bar(share: number): string {
  const end = `${Math.round(share * 100)}%`;
  const style = `display:inline-block;width:160px;height:4px;margin-right:.8em;vertical-align:middle;border-radius:2px`;
  return `<span style="${style};background:linear-gradient(to right,${BLUE} ${end},${GRAY} ${end})"></span>`;
}

/** The d3 formats that the controls use: `d`, `.2f`, `.2~g`, `.4~r`. */
function readout(value: number, state: WidgetModel['state']): string {
  const [, digits, kind] = /^\.(\d+)~?([fgr])$/.exec(String(state.readout_format ?? '')) ?? [];
  switch (kind) {
    case 'f':
      return value.toFixed(Number(digits));
    case 'g':
    case 'r':
      return String(Number(value.toPrecision(Number(digits))));
    default:
      return String(value);
  }
}

function label(state: WidgetModel['state']): string {
  return String(state.description ?? '');
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function withoutTags(html: string): string {
  const text = html.replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, '');
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ENTITIES[name]!);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
