import { escapeHtml } from '../../core/html/escape-html';
import { carriedRows, isLive, LIVE_STYLE, LIVE_TABLE } from './table-live';
import { type CellView, fullText, GAP, type RowView, rowsShown, type TableView } from './table-view';

/**
 * Styles based on the colors of JupyterLab or VS Code, so that they work in light and dark themes; on a bare page
 * they use the page's own color. `!important` overrides JupyterLab's table rules. Shadows at the sides show that a
 * table can be scrolled, even where scroll bars are hidden; a cover that moves with the table hides them at its ends.
 */
const STYLE = `
.lab-table { border-collapse: collapse; border: 0 !important; margin: 0 0 .4em !important; table-layout: auto;
  color: var(--jp-content-font-color1, var(--vscode-editor-foreground, inherit));
  font: 14px/1.45 var(--jp-content-font-family, system-ui, sans-serif) !important; font-variant-numeric: tabular-nums !important; }
.lab-table th, .lab-table td { padding: .22em .8em !important; border: 0 !important; text-align: left !important;
  white-space: nowrap !important; max-width: none; line-height: 1.45 !important; vertical-align: baseline; background: none !important; color: inherit !important; }
.lab-table .n { text-align: right !important; }
.lab-table .w { white-space: normal !important; min-width: 18em; max-width: 34em !important; overflow-wrap: anywhere; }
.lab-table thead th { font-weight: 600; border-bottom: 1.5px solid
  var(--jp-border-color0, var(--vscode-panel-border, #9e9e9e)) !important; vertical-align: bottom; }
.lab-table thead small { display: block; font-weight: 400; font-size: .8em; opacity: .65; }
.lab-table tbody th { font-weight: 400; opacity: .65; }
.lab-table tbody tr:nth-child(even) { background: rgba(128, 128, 128, .09) !important; }
.lab-table tbody tr:nth-child(odd) { background: none !important; }
.lab-table tbody tr:hover { background: rgba(86, 180, 233, .22) !important; }
.lab-table i, .lab-table .gap td { opacity: .5; }
.lab-wide { --lab-cover: var(--jp-layout-color0, var(--vscode-editor-background, var(--paper, Canvas)));
  background: linear-gradient(90deg, var(--lab-cover) 40%, transparent) left / 3em 100% no-repeat local,
    linear-gradient(-90deg, var(--lab-cover) 40%, transparent) right / 3em 100% no-repeat local,
    linear-gradient(90deg, rgba(128, 128, 128, .55), transparent) left / 1em 100% no-repeat scroll,
    linear-gradient(-90deg, rgba(128, 128, 128, .55), transparent) right / 1em 100% no-repeat scroll; }
.lab-wide::-webkit-scrollbar { height: 10px; }
.lab-wide::-webkit-scrollbar-thumb { background: rgba(128, 128, 128, .6); border-radius: 5px; }
.lab-wide:focus-visible { outline: 2px solid #0072B2; outline-offset: 1px; }
.lab-size { margin: 0 0 .3em .8em !important; font: 13px/1.9 var(--jp-content-font-family, system-ui, sans-serif); opacity: .8;
  color: var(--jp-content-font-color1, var(--vscode-editor-foreground, inherit)); }
`;

/** A table as HTML: column names with their dtypes below, rows, size. All content is escaped. */
export function tableHtml(view: TableView): string {
  const shownRows = view.rows.filter((row): row is RowView => row !== GAP);
  const everyRow = [...shownRows, ...view.carried];
  const labels = wraps([view.corner, ...everyRow.map(({ label }) => fullText(label))]) ? ' class="w"' : '';
  const align = view.columns.map(({ name, numeric }, i) => {
    if (numeric) return ' class="n"';
    return wraps([name, ...everyRow.map(({ cells }) => fullText(cells[i]))]) ? ' class="w"' : '';
  });
  const head = view.columns.map(({ name, dtype }, i) => {
    // The space keeps them apart in a notebook that isn't trusted yet, whose styles JupyterLab drops.
    const small = dtype === undefined ? '' : ` <small>${escapeHtml(dtype)}</small>`;
    return `<th scope="col"${align[i]}>${escapeHtml(name)}${small}</th>`;
  });
  const rows = view.rows.map((row) => {
    if (row === GAP) {
      return `<tr class="gap"><th>…</th>${align.map((side) => `<td${side}>…</td>`).join('')}</tr>`;
    }
    const cells = row.cells.map((cell, i) => `<td${align[i]}${onHover(cell)}>${cellHtml(cell)}</td>`);
    const label = `<th scope="row"${labels}${onHover(row.label)}>${escapeHtml(fullText(row.label))}</th>`;
    return `<tr>${label}${cells.join('')}</tr>`;
  });
  const seen = shownRows.length;
  const shown = rowsShown(view);
  return [
    `<style>${STYLE}${isLive(view) ? LIVE_STYLE : ''}</style>`,
    '<div class="lab-rows" data-lm-suppress-shortcuts>',
    '<div class="lab-wide" style="overflow-x: auto" tabindex="0" role="region" aria-label="Table">',
    '<table class="lab-table">',
    `<thead><tr><th${labels}>${escapeHtml(view.corner)}</th>${head.join('')}</tr></thead>`,
    `<tbody>${rows.join('\n')}</tbody>`,
    '</table>',
    '</div>',
    `<p class="lab-size">${escapeHtml(view.footer + view.cut)}${shown && `<span class="lab-shown">${shown}</span>`}</p>`,
    ...(seen < view.rowCount ? [carriedRows(view)] : []),
    '</div>',
    ...(isLive(view) ? [`<script>${LIVE_TABLE}</script>`] : []),
  ].join('\n');
}

/** All digits of a rounded number. */
function onHover({ exact }: CellView): string {
  return exact === undefined ? '' : ` title="${exact}"`;
}

function cellHtml(cell: CellView): string {
  return cell.missing ? `<i>${escapeHtml(cell.text)}</i>` : escapeHtml(fullText(cell));
}

/** A column with a long text wraps; others stay on one line, so that titles and names can be read at a glance. */
const LONGEST_LINE = 40;

function wraps(texts: readonly string[]): boolean {
  return texts.some((text) => text.length > LONGEST_LINE);
}
