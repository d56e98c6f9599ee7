/**
 * Replaces live widgets in a saved notebook, whose kernel is gone: each view becomes a picture of what it showed,
 * followed by the outputs of its output areas.
 */
import { type WidgetModels, widgetHtml, widgetText, widgetTree } from '../notebook/controls/widget-picture';
import { type Json, joinOutput, type MimeData, type Notebook, type Output } from './ipynb';

const VIEW = 'application/vnd.jupyter.widget-view+json';
const STATES = 'application/vnd.jupyter.widget-state+json';

/** The notebook's metadata for these states, as JupyterLab saves them. */
export function widgetMetadata(state: Json): Json {
  return { [STATES]: { version_major: 2, version_minor: 0, state } };
}

/** The notebook without live widgets; doesn't change its argument. */
export function withoutWidgets(notebook: Notebook): Notebook {
  const { widgets, ...metadata } = notebook.metadata;
  const states = (widgets as Record<string, { state?: Json }> | undefined)?.[STATES]?.state ?? {};
  const cells = notebook.cells.map((cell) =>
    cell.outputs
      ? {
          ...cell,
          outputs: cell.outputs.flatMap((output) => still(output, states as unknown as WidgetModels)),
        }
      : cell,
  );
  return { ...notebook, cells, metadata };
}

/** The replacement for an output without a kernel. */
function still(output: Output, models: WidgetModels): Output[] {
  if (!('data' in output) || !(VIEW in output.data)) return [output];
  const { [VIEW]: view, ...data } = output.data;
  const { model_id: id = '' } = view as { model_id?: string };
  if (!models[id]) return Object.keys(data).length > 0 ? [{ ...output, data }] : [];
  const shown = widgetTree(id, models).flatMap((at) => areaOutputs(models[at]));
  const text = widgetText(id, models);
  if (text === '') return shown;
  const picture: MimeData = { 'text/html': widgetHtml(id, models), 'text/plain': text };
  return [{ ...output, data: picture }, ...shown];
}

/** The contents of an output area; empty for other models. */
function areaOutputs(model: WidgetModels[string] | undefined): Output[] {
  if (model?.model_name !== 'OutputModel') return [];
  return ((model.state.outputs ?? []) as Output[]).map(joinOutput);
}
