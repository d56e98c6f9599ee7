import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell, Json, Notebook, Output } from '../../lib/notebook-files/ipynb';
import { FIGURE, publishable } from '../../lib/notebook-files/publish';

const figure: Json = { data: [{ z: [[5]] }], layout: {} };
const shown = (data: Record<string, Json>): Output => ({ output_type: 'display_data', data, metadata: {} });
const cell = (outputs: Output[], holdsRows: boolean | 'figures' = false): Cell => ({
  cell_type: 'code',
  id: 'a',
  source: '',
  metadata: holdsRows ? { holds_rows: holdsRows } : {},
  outputs,
});
const draw = async () => 'UE5H';
const publish = async (one: Cell, painter: () => Promise<string | undefined> = draw) => {
  const notebook: Notebook = { cells: [one], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  return (await publishable(notebook, painter)).cells[0]!.outputs!;
};

test('a figure gets a picture and loses its HTML form', async () => {
  const outputs = await publish(
    cell([shown({ [FIGURE]: figure, 'text/html': '<script>', 'text/plain': 'alt' })]),
  );
  assert.deepEqual(outputs, [shown({ [FIGURE]: figure, 'image/png': 'UE5H', 'text/plain': 'alt' })]);
});

test('of a figure that holds rows only picture and words stay', async () => {
  const outputs = await publish(
    cell([shown({ [FIGURE]: figure, 'text/html': 'x', 'text/plain': 'alt' })], true),
  );
  assert.deepEqual(outputs, [shown({ 'image/png': 'UE5H', 'text/plain': 'alt' })]);
});

test('nothing is left of a figure that shows somebody’s ratings', async () => {
  const outputs = await publish(
    cell([shown({ [FIGURE]: figure, 'text/html': 'x', 'text/plain': 'your 5 for Alien' })], 'figures'),
  );
  assert.match(JSON.stringify(outputs), /Not saved: this output shows rows/);
  assert.doesNotMatch(JSON.stringify(outputs), /Alien|UE5H|plotly/);
});

test('without a browser a figure keeps its plotly form and words, one that holds rows its words alone', async () => {
  const output = shown({ [FIGURE]: figure, 'text/html': 'x', 'text/plain': 'alt' });
  const none = async () => undefined;
  assert.deepEqual(await publish(cell([output]), none), [output]);
  const [held] = await publish(cell([output], true), none);
  assert.deepEqual(Object.keys((held as { data: object }).data), ['text/plain']);
  assert.match(JSON.stringify(held), /alt Not saved: .* license/);
});

test('tables, printed rows and errors about rows of the data set are withheld, other outputs are not', async () => {
  const table = shown({ 'text/html': '<table>196 242 3', 'text/plain': '196 242 3' });
  const printed: Output = { output_type: 'stream', name: 'stdout', text: '196\t242\t3\n' };
  const error: Output = {
    output_type: 'error',
    ename: 'DataError',
    evalue: '196 rated 242 twice',
    traceback: ['\u001b[31mDataError\u001b[0m: 196 rated 242 twice', '> 1 | const row = [196, 242];'],
  };
  for (const kind of [true, 'figures', 'yes' as 'figures'] as const) {
    const held = await publish(cell([table, printed, error], kind));
    assert.doesNotMatch(JSON.stringify(held), /242/);
    assert.match(JSON.stringify(held[2]), /"ename":"DataError","evalue":"Not saved: .*DataError: Not saved/);
  }
  assert.deepEqual(await publish(cell([table, printed, error])), [table, printed, error]);
});
