import type { MimeBundle } from '../display';
import { formatColumn } from './cell-text';
import { tableHtml } from './table-html';
import { tableText } from './table-text';
import { type TableSource, viewTable } from './table-view';

/** A table in its two forms. */
export function tableBundle(source: TableSource): MimeBundle {
  const view = viewTable(source, formatColumn);
  return { 'text/plain': tableText(view), 'text/html': tableHtml(view) };
}
