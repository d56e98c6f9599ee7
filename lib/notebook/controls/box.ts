import { DISPLAY, type MimeBundle } from '../../kernel/display';
import type { Showable } from './control';
import { checkNames } from './control-options';
import { lineUp } from './line-up';
import type { Widget } from './widget';
import { controlWidget } from './widget-kinds';

/** Options of `box`. */
export interface BoxOptions {
  /** Below each other (default), or side by side. */
  readonly direction?: 'column' | 'row';
}

/** Several controls as one; they may stand in other boxes too. */
export class Box implements Showable {
  /** Use `box`. */
  constructor(readonly widget: Widget) {}

  /** Takes the box off the page; what is in it stays where else it is shown. */
  close(): void {
    this.widget.close();
  }

  [DISPLAY](): MimeBundle {
    return this.widget[DISPLAY]();
  }
}

/** Controls below each other, or side by side: `box([box([a, b], { direction: 'row' }), c])`. */
export function box(children: readonly Showable[], options: BoxOptions = {}): Box {
  checkNames('box', options, ['direction']);
  const isRow = options.direction === 'row';
  const widgets = children.map(({ widget }) => widget);
  if (!isRow) lineUp(widgets);
  return new Box(controlWidget(isRow ? 'HBox' : 'VBox', { children: widgets }));
}
