import { called, checkArgument, checkOptions, LIST, objectWith } from '../../core/arguments';
import { checkOption, oneOf } from '../../core/options';
import { DISPLAY, type MimeBundle } from '../../kernel/display';
import type { Showable } from './control';
import { lineUp } from './line-up';
import type { Widget } from './widget';
import { controlWidget } from './widget-kinds';

const SHOWABLE = called('a control', objectWith('widget'));

/** Options of `box`. */
export interface BoxOptions {
  /** Stack them vertically (default) or place them side by side. */
  readonly direction?: 'column' | 'row';
}

/** Several controls as one; a control may be in more than one box. */
export class Box implements Showable {
  /** Use `box`. */
  constructor(readonly widget: Widget) {}

  /** Takes the box off the page; its contents stay visible where else they are shown. */
  close(): void {
    this.widget.close();
  }

  [DISPLAY](): MimeBundle {
    return this.widget[DISPLAY]();
  }
}

/** Stacks controls or places them side by side: `box([box([a, b], { direction: 'row' }), c])`. */
export function box(children: readonly Showable[], options: BoxOptions = {}): Box {
  checkArgument('box', 'children', children, LIST);
  for (const [i, child] of children.entries()) checkArgument('box', `children[${i}]`, child, SHOWABLE);
  checkOptions('box', options, { direction: 'row' });
  const { direction = 'column' } = options;
  checkOption('box', 'direction', direction, oneOf(['column', 'row'], { default: 'column' }));
  const isRow = direction === 'row';
  const widgets = children.map(({ widget }) => widget);
  if (!isRow) lineUp(widgets);
  return new Box(controlWidget(isRow ? 'HBox' : 'VBox', { children: widgets }));
}
