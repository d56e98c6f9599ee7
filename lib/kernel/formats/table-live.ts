/**
 * Makes a table sortable and paged in the browser, without a kernel or a network.
 *
 * A table is complete without it: JupyterLab removes scripts from the outputs of untrusted notebooks (opened
 * but not yet run), and code hosts remove them from all. Then the first and last rows are shown, as in print.
 */
import { scriptJson } from '../../core/html/script-json';
import { type CellView, fullText, type TableView } from './table-view';

/** Fewer rows can be read at a glance. */
const MIN_ROWS = 6;

/** Whether there are enough rows to sort. */
export function isLive({ rowCount }: TableView): boolean {
  return rowCount >= MIN_ROWS;
}

/** The rows beyond those shown at first: a missing value is a list of its text, a rounded number of text and digits. */
export function carriedRows({ carried, rowCount }: TableView): string {
  const carry = (cell: CellView) => (cell.exact === undefined ? fullText(cell) : [cell.text, cell.exact]);
  const rows = carried.map(({ label, cells }) => [
    carry(label),
    ...cells.map((cell) => (cell.missing ? [cell.text] : carry(cell))),
  ]);
  return `<script type="application/json" data-of="${rowCount}">${scriptJson(rows)}</script>`;
}

export const LIVE_STYLE = withoutIndentation(`
.lab-table .lab-sort, .lab-pages button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; }
.lab-table .lab-sort { display: block; position: relative; width: 100%; padding: 0; margin: 0; text-align: inherit; white-space: nowrap; }
.lab-table .lab-sort::after { content: '↕'; position: absolute; left: 100%; top: 0; width: .8em; font-size: .8em; line-height: 1.8; text-align: center; opacity: 0; }
.lab-table .lab-sort:hover::after, .lab-table .lab-sort:focus-visible::after { opacity: .5; }
.lab-table [aria-sort=ascending] .lab-sort::after { content: '▲'; opacity: .8; }
.lab-table [aria-sort=descending] .lab-sort::after { content: '▼'; opacity: .8; }
.lab-pages button { padding: .1em .6em; line-height: 1.5; margin: 0 .3em 0 0; border: 1px solid rgba(128, 128, 128, .6); border-radius: 4px; }
.lab-pages button:disabled { opacity: .4; cursor: default; }
.lab-table .lab-sort:focus-visible, .lab-pages button:focus-visible { outline: 2px solid #0072B2; outline-offset: 1px; }
`);

/**
 * Runs in the browser, once for each output; finds the tables beside it that it hasn't set up yet. Columns
 * sort by what is shown, numbers by all their digits: ascending, descending, then original order; ties keep the
 * original order and missing values come last.
 */
export const LIVE_TABLE = withoutIndentation(`(function () {
  var size = 10, count = function (n) { return n.toLocaleString('en'); };
  var script = document.currentScript;
  (script && script.parentNode || document).querySelectorAll('.lab-rows:not([data-live])').forEach(start);
  function start(box) {
    box.setAttribute('data-live', '');
    var table = box.querySelector('table'), body = table.tBodies[0], heads = table.tHead.rows[0].cells;
    var json = box.querySelector('script[data-of]');
    var rows = json ? JSON.parse(json.textContent).map(function (cells) { return { cells: cells }; })
      : Array.from(body.rows, function (tr) {
        return { tr: tr, cells: Array.from(tr.cells, function (cell) {
          return cell.querySelector('i') ? [cell.textContent]
            : cell.title ? [cell.textContent, cell.title] : cell.textContent;
        }) };
      });
    var order = rows, at = 0, by = -1, up = true, label, turn = [];
    Array.from(heads).forEach(function (head, column) {
      if (column === 0 || head.textContent === '…') return;
      var button = element('button', 'lab-sort');
      button.append.apply(button, head.childNodes);
      button.title = 'Sort';
      button.onclick = function () {
        if (by !== column) { by = column; up = true; } else if (up) up = false; else by = -1;
        order = by < 0 ? rows : rows.slice().sort(compare);
        at = 0;
        show();
      };
      head.append(button);
    });
    if (json) pager();
    function pager() {
      var of = Number(json.dataset.of), line = element('span', 'lab-pages'), words = box.querySelector('.lab-size');
      words.querySelector('.lab-shown').remove();
      [['«', 'First page', function () { return 0; }], ['‹', 'Previous page', function () { return at - size; }],
        ['›', 'Next page', function () { return at + size; }], ['»', 'Last page', last]].forEach(function (move) {
        var button = element('button', '', move[0]);
        button.title = move[1];
        button.setAttribute('aria-label', move[1]);
        button.onclick = function () { at = Math.max(0, Math.min(last(), move[2]())); show(); };
        turn.push(button);
        line.append(button);
      });
      label = element('span');
      label.setAttribute('aria-live', 'polite');
      label.say = function (end) {
        label.textContent = ' Rows ' + count(at + 1) + '–' + count(end) + ' of ' + (rows.length === of ? count(of)
          : 'the first ' + count(rows.length) + (by < 0 ? '' : ', sorted among themselves')) + ' · ';
      };
      line.append(label);
      words.prepend(line);
      show();
    }
    function last() { return Math.floor((rows.length - 1) / size) * size; }
    function show() {
      var end = json ? Math.min(at + size, rows.length) : rows.length;
      body.replaceChildren.apply(body, order.slice(at, end).map(function (row) { return row.tr = row.tr || make(row.cells); }));
      Array.from(heads).forEach(function (head, column) {
        if (column === by) head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        else head.removeAttribute('aria-sort');
      });
      table.style.minWidth = table.offsetWidth + 'px';
      table.parentNode.style.minHeight = table.parentNode.offsetHeight + 'px';
      if (!label) return;
      label.say(end);
      turn.forEach(function (button, i) { button.disabled = i < 2 ? at === 0 : at === last(); });
    }
    function make(cells) {
      var tr = element('tr');
      cells.forEach(function (cell, column) {
        var part = element(column ? 'td' : 'th', heads[column].className);
        if (!column) part.scope = 'row';
        if (!Array.isArray(cell)) part.append(cell);
        else if (cell.length === 1) part.append(element('i', '', cell[0]));
        else { part.append(cell[0]); part.title = cell[1]; }
        tr.append(part);
      });
      return tr;
    }
    function compare(a, b) {
      var x = whole(a.cells[by]), y = whole(b.cells[by]), none = (x === undefined) - (y === undefined);
      if (none || x === undefined) return none;
      var order = heads[by].className === 'n' ? x - y : x.localeCompare(y, 'en', { numeric: true });
      return up ? order : -order;
    }
    function whole(cell) { return Array.isArray(cell) ? cell[1] : cell; }
  }
  function element(name, type, text) {
    var made = document.createElement(name);
    if (type) made.className = type;
    if (text !== undefined) made.textContent = text;
    if (name === 'button') made.type = 'button';
    return made;
  }
})();`);

/** Included in every output, so it is kept short. */
function withoutIndentation(script: string): string {
  return script.replace(/^ +/gm, '');
}
