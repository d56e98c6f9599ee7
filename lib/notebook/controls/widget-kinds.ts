/** The page's widget models used by the controls, from the packages `jupyterlab-widgets` 3 and `anywidget`. */
import { Widget, type WidgetKind, type WidgetState } from './widget';

const BASE = '@jupyter-widgets/base';
const CONTROLS = '@jupyter-widgets/controls';
const OUTPUT = '@jupyter-widgets/output';
const MODULE = 'anywidget';

/** A model of the controls' module, such as `IntSlider`. */
export function controlWidget(name: string, state: WidgetState): Widget {
  return new Widget(kind(CONTROLS, '2.0.0', name, { module: CONTROLS, name: `${name}View` }), state);
}

/** A bar; its view works for integers and decimals. */
export function progressWidget(state: WidgetState): Widget {
  return new Widget(
    kind(CONTROLS, '2.0.0', 'FloatProgress', { module: CONTROLS, name: 'ProgressView' }),
    state,
  );
}

/** An area for outputs of any kind. */
export function outputWidget(state: WidgetState): Widget {
  return new Widget(kind(OUTPUT, '1.0.0', 'Output', { module: OUTPUT, name: 'OutputView' }), state);
}

/** A widget whose view is an ES module in its state; the page needs the package `anywidget` for it. */
export function moduleWidget(state: WidgetState): Widget {
  return new Widget(kind(MODULE, '~0.11.0', 'Any', { module: MODULE, name: 'AnyView' }), state);
}

/** CSS of a widget's box: `{ width: '400px' }`. Can be shared. */
export function layout(css: WidgetState): Widget {
  return new Widget(kind(BASE, '2.0.0', 'Layout', { module: BASE, name: 'LayoutView' }), css);
}

/** The width of labels. Can be shared, so that stacked controls line up. */
export function labelStyle(width: string): Widget {
  return new Widget(kind(CONTROLS, '2.0.0', 'DescriptionStyle', { module: BASE, name: 'StyleView' }), {
    description_width: width,
  });
}

function kind(module: string, version: string, name: string, view: WidgetKind['view']): WidgetKind {
  return { module, version, model: `${name}Model`, view };
}
