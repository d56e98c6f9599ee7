import { Widget } from './widget';

/** Room for a slider and its number. */
const CONTROL_WIDTH = '320px';
/** Minimum label width, in characters. */
const MIN_LABEL = 8;

/** Gives stacked controls labels of the same width. */
export function lineUp(widgets: readonly Widget[]): void {
  const controls = widgets.flatMap(({ state: { description, style, layout } }) =>
    style instanceof Widget && layout instanceof Widget && description
      ? [{ letters: String(description).length, style, layout }]
      : [],
  );
  const width = `${Math.max(MIN_LABEL, ...controls.map(({ letters }) => letters + 1))}ch`;
  for (const { style, layout } of controls) {
    style.set({ description_width: width });
    layout.set({ width: `calc(${width} + ${CONTROL_WIDTH})` });
  }
}
