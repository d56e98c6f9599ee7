/** Controls in the running kernel, as a front end sees them on the wire: the widget messaging protocol 2.1. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from '../fixtures/until';
import { type Output, Session } from './session';

/** Something that the kernel published, and for which of the messages sent. */
type Published = Output & { of: number | null; comm_id: string; data: Data };
type Data = { method?: string; state: State; [field: string]: unknown };
type State = Record<string, unknown> & { outputs?: Output[] };

let session: Session;
before(async () => {
  session = await Session.start(resolve('notebooks'));
  await send([
    cell(
      `import { button, display, dropdown, interact, logSlider, slider, text, toggle } from '../lib/notebook/controls/controls';`.replace(
        ' display,',
        '',
      ),
    ),
  ]);
  await send([cell(`import { display } from '../lib/kernel/display';`)]);
});
after(() => session?.close());

/** What is published until the messages are done, and there was each of these texts, as JSON has them. */
const send = (messages: object[], ...until: string[]): Promise<Published[]> =>
  session.ask({ do: 'send', messages, until });
/** Waits until an expression is true in the kernel. */
const becomes = (code: string) => until(async () => (await session.value(code)) === 'true', code);
const cell = (code: string, cellId?: string) => ({
  type: 'execute_request',
  content: { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false },
  metadata: cellId ? { cellId } : {},
});
const toComm = (comm_id: string, data: object) => ({ type: 'comm_msg', content: { comm_id, data } });
const update = (comm_id: string, state: object) =>
  toComm(comm_id, { method: 'update', state, buffer_paths: [] });
const opened = (published: Published[], model: string): Published => {
  const found = published.find(({ type, data }) => type === 'comm_open' && data.state._model_name === model);
  assert.ok(
    found,
    `${model} was opened; there is ${published.map(({ type, ename, evalue }) => [type, ename, evalue].join(' '))}`,
  );
  return found;
};
const textOf = (published: Published[]) => published.map(({ text }) => text ?? '').join('');
const openCount = async (): Promise<number> =>
  Object.keys((await session.ask<{ comms: object }>({ do: 'comms', target: 'jupyter.widget' })).comms).length;

test('a control opens its models in order and is shown with its other forms', async () => {
  const published = await send([cell(`const n = slider(5, 200, { value: 50, label: 'factors' }); n`, 'a')]);
  const opens = published.filter(({ type }) => type === 'comm_open');
  assert.deepEqual(
    opens.map(({ data, target_name }) => [target_name, data.state._model_name]),
    [
      ['jupyter.widget', 'LayoutModel'],
      ['jupyter.widget', 'DescriptionStyleModel'],
      ['jupyter.widget', 'IntSliderModel'],
    ],
  );
  const { data, comm_id } = opened(published, 'IntSliderModel');
  const { layout, style, ...state } = data.state;
  assert.deepEqual(state, {
    _model_module: '@jupyter-widgets/controls',
    _model_module_version: '2.0.0',
    _model_name: 'IntSliderModel',
    _view_module: '@jupyter-widgets/controls',
    _view_module_version: '2.0.0',
    _view_name: 'IntSliderView',
    description: 'factors',
    min: 5,
    max: 200,
    step: 1,
    readout_format: 'd',
    value: 50,
  });
  assert.deepEqual([layout, style], [`IPY_MODEL_${opens[0]!.comm_id}`, `IPY_MODEL_${opens[1]!.comm_id}`]);
  const shown = published.find(({ type }) => type === 'execute_result')!;
  assert.deepEqual(shown.data['application/vnd.jupyter.widget-view+json'], {
    version_major: 2,
    version_minor: 0,
    model_id: comm_id,
  });
  assert.equal(shown.data['text/plain'], 'factors: 50');
  assert.match(String(shown.data['text/html']), /factors.*50/);
  assert.ok(!JSON.stringify([shown.data['text/html'], shown.data['text/plain']]).includes(comm_id));
});

test('the state goes round both ways, a second view is of the same model', async () => {
  const published = await send([
    cell(
      `const k = slider(1, 10, { value: 3 });
k.onChange((value) => console.log('now', value));
display(k);
display(k);`,
      'b',
    ),
  ]);
  const { comm_id } = opened(published, 'IntSliderModel');
  const views = published.filter(({ type }) => type === 'display_data');
  assert.deepEqual(
    views.map(({ data }) => (data['application/vnd.jupyter.widget-view+json'] as State).model_id),
    [comm_id, comm_id],
  );

  const moved = await send([update(comm_id, { value: 7 })], 'now 7');
  const echo = moved.find(({ type }) => type === 'comm_msg')!;
  assert.deepEqual([echo.of, echo.data.method, echo.data.state], [0, 'echo_update', { value: 7 }]);
  assert.equal(textOf(moved), 'now 7\n');
  assert.equal(await session.value('k.value'), '7');

  // What a listener prints belongs to the cell that made the control, so it may come after the end of this one.
  const set = await send([cell('k.value = 9; k.disabled = true;')], 'now 9');
  assert.deepEqual(
    set.filter(({ type }) => type === 'comm_msg').map(({ data }) => [data.method, data.state]),
    [
      ['update', { value: 9 }],
      ['update', { disabled: true }],
    ],
  );
  assert.equal(textOf(set), 'now 9\n');
  const asked = await send([toComm(comm_id, { method: 'request_state' })]);
  const answer = asked.find(({ type }) => type === 'comm_msg')!.data;
  assert.deepEqual([answer.method, answer.state.value, answer.state.disabled], ['update', 9, true]);

  const closed = await send([cell('k.close(); k.value = 2;')], 'now 2');
  assert.equal(textOf(closed), 'now 2\n');
  assert.equal(closed.filter(({ type }) => type === 'comm_close').length, 3, 'with its layout and style');
  assert.equal(closed.filter(({ type }) => type === 'comm_msg').length, 0);
});

test('a page that is reloaded gets all states in one message', async () => {
  const published = await send([
    { type: 'comm_open', content: { comm_id: 'reload', target_name: 'jupyter.widget.control', data: {} } },
    toComm('reload', { method: 'request_states' }),
    { type: 'comm_close', content: { comm_id: 'reload', data: {} } },
  ]);
  const { data } = published.find(({ type, comm_id }) => type === 'comm_msg' && comm_id === 'reload')!;
  assert.equal(data.method, 'update_states');
  const states = Object.values(data.states as Record<string, { model_name: string; state: State }>);
  assert.deepEqual(states.map(({ model_name }) => model_name).sort(), [
    'DescriptionStyleModel',
    'IntSliderModel',
    'LayoutModel',
  ]);
  assert.equal(states.find(({ model_name }) => model_name === 'IntSliderModel')!.state.value, 50);
});

test('a button reports its presses, a dropdown its choice, a text field its text', async () => {
  const published = await send([
    cell(
      `const go = button('Run'), by = dropdown(['user', 'item']), film = text(), on = toggle();
for (const control of [go, by, film, on]) control.onChange((value) => console.log(JSON.stringify(value)));
display(go); display(by); display(film); display(on);`,
      'c',
    ),
  ]);
  const id = (model: string) => opened(published, model).comm_id;
  const told = await send(
    [
      toComm(id('ButtonModel'), { method: 'custom', content: { event: 'click' } }),
      toComm(id('ButtonModel'), { method: 'custom', content: { event: 'click' } }),
      update(id('DropdownModel'), { index: 1 }),
      update(id('TextModel'), { value: 'Fargo' }),
      update(id('CheckboxModel'), { value: true }),
    ],
    'true\\n',
  );
  assert.equal(textOf(told), '1\n2\n"item"\n"Fargo"\ntrue\n');
});

test('interact runs at the start and when a control moves; the cell ends with the first run', async () => {
  const published = await send([
    cell(
      `interact({ n: slider(1, 10, { value: 2 }), reg: logSlider(1e-3, 1, { value: 0.02 }) }, async ({ n, reg }) => {
  console.log('printed', n);
  await new Promise((done) => setTimeout(done, 50));
  return [n, reg];
});`,
      'd',
    ),
  ]);
  assert.equal(published.filter(({ type }) => type === 'display_data').length, 1);
  assert.equal(published.filter(({ type }) => ['execute_result', 'stream'].includes(type)).length, 0);
  const area = opened(published, 'OutputModel').comm_id;
  const outputsIn = (messages: Published[]) =>
    messages
      .filter(({ type, comm_id }) => type === 'comm_msg' && comm_id === area)
      .map(({ data }) => data.state.outputs!);
  const [first] = outputsIn(published);
  assert.deepEqual(
    first!.map(({ output_type, text, data }) => [output_type, text ?? data?.['text/plain']]),
    [
      ['stream', 'printed 2\n'],
      ['display_data', '[ 2, 0.02 ]'],
    ],
  );
  const n = opened(published, 'IntSliderModel').comm_id;
  const moved = await send([update(n, { value: 5 })], 'printed 5', 'const n = 5');
  assert.equal(outputsIn(moved).length, 1);
  assert.equal(outputsIn(moved)[0]![0]!.text, 'printed 5\n');
  const line = opened(published, 'HTMLModel').comm_id;
  const lines = moved.filter(({ type, comm_id }) => type === 'comm_msg' && comm_id === line);
  assert.match(String(lines.at(-1)!.data.state.value), />const n = 5; const reg = 0.02;<\/code>$/);
});

test('requests that come together are one run; a run that is overtaken is stopped without being told', async () => {
  const published = await send([
    cell(
      `import { cellSignal } from '../lib/core/running-cell';
const seen: string[] = [];
interact({ m: slider(1, 100, { value: 1 }) }, async ({ m }, { signal }) => {
  seen.push('start ' + m);
  const ofCell = cellSignal()!;
  ofCell.addEventListener('abort', () => seen.push('fit ' + m + ' stopped'));
  signal.addEventListener('abort', () => seen.push('signal ' + m));
  if (m > 1) await new Promise((done) => setTimeout(done, m === 6 ? 50 : 60_000));
  seen.push('end ' + m);
  return m;
});`,
      'e',
    ),
  ]);
  const m = opened(published, 'IntSliderModel').comm_id;
  const area = opened(published, 'OutputModel').comm_id;
  // They come together, as the kernel is busy meanwhile.
  const busy = cell('for (const end = performance.now() + 500; performance.now() < end; );');
  await send([busy, ...[2, 3, 4, 5].map((value) => update(m, { value }))]);
  await becomes("seen.includes('start 5')");
  const rest = await send([update(m, { value: 6 })], '"text/plain":"6"');
  assert.equal(
    await session.value('seen.join()'),
    "'start 1,end 1,start 5,fit 5 stopped,signal 5,start 6,end 6'",
  );
  const outputs = rest.filter(({ type, comm_id }) => type === 'comm_msg' && comm_id === area);
  assert.deepEqual(
    outputs.map(({ data }) => data.state.outputs![0]!.data!['text/plain']),
    ['6'],
  );
});

test('a fit that is overtaken ends by itself', async () => {
  await send([
    cell(`import { Interactions } from '../lib/data/table/interactions';
import { SVD } from '../lib/models/factors/svd';
const epochs: number[] = [];
const rows = Array.from({ length: 400 }, (_, i) => ({ user: \`u\${i % 20}\`, item: \`i\${(i * 7) % 61}\`, rating: 1 + (i % 5) }));
const ratings = Interactions.fromRows(rows, { duplicates: 'last' });
await new SVD({ epochs: 1 }).fit(ratings); // loads TensorFlow`),
  ]);
  const published = await send([
    cell(
      `interact({ rank: slider(1, 10, { value: 1 }) }, async ({ rank }) => {
  const onProgress = () => { epochs[rank] = (epochs[rank] ?? 0) + 1; };
  await new SVD({ factors: rank, epochs: rank === 2 ? 1_000_000 : 2 }).fit(ratings, { onProgress });
  return rank;
});`,
      'fit',
    ),
  ]);
  const rank = opened(published, 'IntSliderModel').comm_id;
  await send([update(rank, { value: 2 })]);
  await becomes('epochs[2] > 2');
  await send([update(rank, { value: 3 })], '"text/plain":"3"');
  const ended = Number(await session.value('epochs[2]'));
  assert.ok(ended > 2 && ended < 1_000_000, `${ended} epochs`);
  await new Promise((done) => setTimeout(done, 300));
  assert.equal(Number(await session.value('epochs[2]')), ended);
  assert.equal(await session.value('epochs[3]'), '2');
});

test('an error is shown below the last good output, and the next move works', async () => {
  const published = await send([
    cell(
      `interact({ q: slider(1, 10, { value: 1 }) }, ({ q }) => {
  if (q === 2) throw new RangeError('two is too many');
  return 'good ' + q;
});`,
      'f',
    ),
  ]);
  const q = opened(published, 'IntSliderModel').comm_id;
  const area = opened(published, 'OutputModel').comm_id;
  const shown = async (value: number, last: string) => {
    const messages = await send([update(q, { value })], last);
    const found = messages.filter(({ type, comm_id }) => type === 'comm_msg' && comm_id === area).at(-1)!;
    return found.data.state.outputs!.map((output) => output.ename ?? output.data?.['text/plain']);
  };
  assert.deepEqual(await shown(2, 'two is too many'), ["'good 1'", 'RangeError']);
  assert.deepEqual(await shown(3, 'good 3'), ["'good 3'"]);
});

test('the stop button ends a run that goes on after its cell, and the next move works', async () => {
  const published = await send([
    cell(
      `let awaited = 0;
interact({ w: slider(1, 10, { value: 1 }) }, async ({ w }) => {
  if (w === 2) for (;;) { await new Promise((done) => setTimeout(done, 10)); awaited++; }
  return w;
});`,
      'g',
    ),
  ]);
  const w = opened(published, 'IntSliderModel').comm_id;
  await send([update(w, { value: 2 })]);
  await becomes('awaited > 5');
  await session.ask({ do: 'interrupt', code: '1', after: 0.2 });
  const before = Number(await session.value('awaited'));
  await new Promise((done) => setTimeout(done, 200));
  assert.equal(Number(await session.value('awaited')), before);
  await send([update(w, { value: 3 })], '"text/plain":"3"');
});

test('a cell with interact that runs 20 times leaves the models of one', async () => {
  const code = `interact({ a: slider(1, 2), b: toggle() }, ({ a }) => a);`;
  await send([cell(code, 'h')]);
  const count = await openCount();
  for (let i = 0; i < 20; i++) await send([cell(code, 'h')]);
  assert.equal(await openCount(), count);
});
