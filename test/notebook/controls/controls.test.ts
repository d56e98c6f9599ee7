/** Controls without a kernel: their values, what they refuse, what they look like as a picture. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { type CommListener, setCommKernel } from '../../../lib/kernel/comm';
import { DISPLAY } from '../../../lib/kernel/display';
import {
  box,
  button,
  type Control,
  customWidget,
  dropdown,
  floatSlider,
  html,
  interact,
  logSlider,
  meter,
  outputArea,
  slider,
  text,
  toggle,
  words,
} from '../../../lib/notebook/controls/controls';
import { LatestRun } from '../../../lib/notebook/controls/latest-run';
import { parameterLine } from '../../../lib/notebook/controls/parameter-line';

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
const pictureOf = (shown: { [DISPLAY](): Record<string, unknown> }) => shown[DISPLAY]();

/** A page that can change a control, which must have been shown. */
function fakePage() {
  const listeners: CommListener[] = [];
  setCommKernel({
    open: (_, __, listener) => {
      listeners.push(listener);
      return { id: String(listeners.length), isOpen: true, send: () => {}, close: () => {} };
    },
    accept: () => {},
    owner: () => undefined,
  });
  /** To the model that was opened last. */
  return (state: object) =>
    listeners.at(-1)!.message!({
      data: { method: 'update', state },
      metadata: {},
      buffers: [],
      reply: () => {},
    });
}
afterEach(() => setCommKernel(undefined));

test('a value set by code tells the listeners once, until they are ended', () => {
  const n = slider(1, 10);
  const told: number[] = [];
  const ending = new AbortController();
  n.onChange((value) => told.push(value), { signal: ending.signal });
  assert.equal(n.value, 6, 'the middle, on a step');
  n.value = 8;
  n.value = 8;
  n.value = 3;
  ending.abort();
  n.value = 4;
  assert.deepEqual(told, [8, 3]);
});

test('values that are not allowed are refused by name', () => {
  const refused: [() => unknown, RegExp][] = [
    [() => slider(5, 5), /^OptionError: slider: min must be a number below max, got 5 and 5$/],
    [() => slider(0.5, 5), /slider: min must be a whole number, got 0.5/],
    [() => slider(0, 5, { step: 0 }), /slider: step must be a number above 0, got 0/],
    [() => slider(0, 5, { value: 9 }), /slider: value must be from 0 to 5, got 9/],
    [
      () => slider(0, 5, { values: 3 } as object),
      /slider: there is no option values; the options are value, step, label/,
    ],
    [() => logSlider(0, 1), /logSlider: min must be above 0, got 0/],
    [
      () => Object.assign(slider(0, 5), { value: Number.NaN }),
      /slider: value must be a whole number, got NaN/,
    ],
    [() => Object.assign(floatSlider(0, 1), { value: 2 }), /floatSlider: value must be from 0 to 1, got 2/],
    [() => dropdown([]), /dropdown: choices must have at least one value, got none/],
    [() => meter(0), /meter: max must be a number above 0, got 0/],
  ];
  for (const [make, message] of refused) assert.throws(() => String(make()), message);
});

test('numbers that the page sends come without the noise of binary fractions', () => {
  const move = fakePage();
  const sent: [Control<number>, number, number][] = [
    [floatSlider(0, 1, { step: 0.1 }), 0.30000000000000004, 0.3],
    [floatSlider(1, 5, { step: 0.25 }), 2.75, 2.75],
    [logSlider(1e-3, 1), 0.019952623149688795, 0.02],
    [logSlider(1, 1000), 125.89254117941675, 130],
  ];
  for (const [control, value, expected] of sent) {
    pictureOf(control);
    move({ value });
    assert.equal(control.value, expected);
  }
});

test('a slider reaches the ends and the value that it was given, and starts there', () => {
  const move = fakePage();
  for (const [min, max] of [
    [1, 1682],
    [125, 1000],
    [1e-4, 0.3],
    [943, 100_000],
    [1e-9, 1.5e-8],
    [1 / 3, 1e7 / 3],
  ]) {
    for (const value of [min, max]) assert.equal(logSlider(min, max, { value }).value, value);
    const control = logSlider(min, max);
    assert.ok(control.value > min && control.value < max);
    pictureOf(control);
    for (const end of [min, max]) {
      move({ value: 10 ** Math.log10(end) }); // as the page computes it
      assert.equal(control.value, end);
    }
  }
  assert.equal(logSlider(1, 1682, { value: 943 }).value, 943);
  assert.equal(logSlider(1e-3, 1, { value: 0.025, step: 0.01 }).value, 0.025);
  assert.equal(floatSlider(0, 1, { value: 0.125, step: 0.1 }).value, 0.125);
  const uneven = floatSlider(0, 0.75, { step: 0.5 });
  pictureOf(uneven);
  move({ value: 0.75 });
  assert.equal(uneven.value, 0.75, 'the end, though it is not on a step');
  for (let n = -20; n < 20; n++) {
    const [min, max] = [n / 10, (n + 1) / 10];
    const { value } = floatSlider(min, max, { step: 0.1 }); // the middle, rounded to an end
    assert.ok(value === min || value === max, `${min} to ${max}: ${value}`);
  }
  const pi = floatSlider(0, Math.PI);
  pi.value = Math.PI;
  assert.equal(pi.value, Math.PI);
});

test('float sliders of tiny and of huge ranges move and show in their own steps', () => {
  const move = fakePage();
  for (const [min, max] of [
    [0, 1e-6],
    [1e-8, 5e-8],
    [-3e-12, 3e-12],
    [0, 1],
    [0, 1e12],
    [1e9, 1e9 + 1],
  ]) {
    const control = floatSlider(min, max);
    pictureOf(control);
    const seen = new Set(
      [0, 0.13, 0.5, 0.51, 1].map((share) => {
        // The page's slider for numbers rounds to seven decimals; one for a list of values gives its place in it.
        move(max - min < 1e-5 ? { index: Math.round(share * 100) } : { value: min + share * (max - min) });
        assert.ok(
          Math.abs(control.value - (min + share * (max - min))) < (max - min) / 1000,
          `${min} to ${max}`,
        );
        return String(pictureOf(control)['text/plain']);
      }),
    );
    assert.equal(seen.size, 5, [...seen].join());
  }
  const rate = floatSlider(1e-8, 5e-8, { step: 5e-10, value: 2e-8 });
  assert.equal(rate.value, 2e-8);
  assert.equal(pictureOf(rate)['text/plain'], '2e-8');
  move({ index: 80 });
  assert.equal(rate.value, 5e-8);
  rate.value = 1.26e-8;
  assert.equal(rate.value, 1.25e-8, 'the nearest of the steps');
  assert.equal(pictureOf(floatSlider(0, 1e-6, { value: 5e-8 }))['text/plain'], '5e-8');
  assert.equal(floatSlider(1e9, 1e9 + 1, { step: 0.25, value: 1e9 + 0.5 }).value, 1e9 + 0.5);
  assert.equal(floatSlider(0, 1e-6, { value: 3.21e-8 }).value, 3.21e-8, 'the value at first, on no step');
  assert.equal(pictureOf(logSlider(1, 1682, { value: 1682 }))['text/plain'], '1682');
  assert.equal(pictureOf(logSlider(1, 20_000, { value: 1700 }))['text/plain'], '1700');
});

test('errors of sliders name the numbers as they were given', () => {
  for (const [make, message] of [
    [
      () => floatSlider(0, 1, { value: 1.0000004 }),
      /floatSlider: value must be from 0 to 1, got 1\.0000004$/,
    ],
    [() => floatSlider(1e-8, 5e-8, { value: 6.1e-8 }), /must be from 1e-8 to 5e-8, got 6\.1e-8$/],
    [() => logSlider(125, 1000, { value: 124.9 }), /logSlider: value must be from 125 to 1000, got 124\.9$/],
    [() => slider(1, 10, { value: 2.5 }), /slider: value must be a whole number, got 2\.5$/],
    [() => floatSlider(0, 1, { value: Number.NaN }), /must be from 0 to 1, got NaN$/],
  ] as const)
    assert.throws(make, message);
});

test('a dropdown gives the chosen value by its name, also an object', () => {
  const move = fakePage();
  class Svd {}
  const model = dropdown({ 'Item k-NN': Map, SVD: Svd });
  pictureOf(model);
  move({ index: 1 });
  assert.equal(model.value, Svd);
  assert.deepEqual(pictureOf(model)['text/plain'], 'SVD');
});

test('the picture of a box has all that it holds, HTML of others escaped', () => {
  const shown = box([
    slider(0, 100, { label: 'factors', value: 25 }),
    floatSlider(1, 5, { label: 'threshold', step: 0.5, value: 3.5 }),
    logSlider(1e-4, 1, { label: 'reg', value: 0.01 }),
    dropdown(['user', 'item'], { label: 'by' }),
    box([toggle({ label: 'biased', value: true }), button('Run')], { direction: 'row' }),
    text({ label: 'film', value: '<Fargo>' }),
    meter(20, { label: 'epochs' }),
    words('a & b'),
    html('<b>5 &lt; 6</b>'),
    outputArea(),
  ]);
  const bundle = pictureOf(shown);
  assert.deepEqual(String(bundle['text/plain']).split('\n'), [
    'factors: 25',
    'threshold: 3.5',
    'reg: 0.01',
    'by: user',
    '☑ biased',
    '[Run]',
    'film: <Fargo>',
    'epochs: 0',
    'a & b',
    '5 < 6',
  ]);
  const picture = String(bundle['text/html']);
  assert.match(picture, /factors<\/span><span[^>]* 25%,/);
  assert.match(picture, /reg<\/span><span[^>]* 50%,/, 'the middle of the exponents');
  assert.match(picture, /&lt;Fargo&gt;/);
  assert.match(picture, /a &amp; b/);
  assert.match(picture, /<b>5 &lt; 6<\/b>/);
  assert.doesNotMatch(picture, /<script/);
});

test('chosen values as code', () => {
  assert.equal(
    parameterLine({ factors: 50, reg: 0.02, biased: true, title: `it's "so"\n`, list: [1, 2], model: Map }),
    `const factors = 50; const reg = 0.02; const biased = true; const title = 'it\\'s "so"\\n'; const list = [1,2];`,
  );
});

test('interact works without a kernel: at the start, at each change, after an error, until it is closed', async () => {
  const n = slider(1, 10, { value: 2 });
  const runs: number[] = [];
  const interaction = interact({ n }, async (p) => {
    runs.push(p.n);
    if (p.n === 3) throw new RangeError('three');
    return p.n * 10;
  });
  assert.equal(n.label, 'n');
  await interaction.settled();
  assert.equal(interaction.result, 20);
  n.value = 3;
  await interaction.settled();
  assert.equal(interaction.result, 20, 'the last good one');
  n.value = 4;
  await interaction.settled();
  assert.deepEqual([interaction.result, interaction.values], [40, { n: 4 }]);
  interaction.close();
  n.value = 5;
  await wait(20);
  assert.deepEqual(runs, [2, 3, 4]);
});

test('the latest request wins: one run at a time, those in between are left out, a slow one is ended', async () => {
  const log: string[] = [];
  let wanted = 0;
  let running = 0;
  const runs = new LatestRun(async (signal) => {
    assert.equal(++running, 1);
    const n = wanted;
    log.push(`start ${n}`);
    if (n === 1)
      await new Promise((done) => signal.addEventListener('abort', done)); // never by itself
    else await wait(30);
    log.push(`${signal.aborted ? 'ended' : 'done'} ${n}`);
    running--;
  });
  const ask = (n: number) => {
    wanted = n;
    runs.request();
  };
  ask(0);
  ask(1); // together with the one before
  await wait(30);
  for (const n of [2, 3, 4]) ask(n);
  await runs.settled();
  assert.deepEqual(log, ['start 1', 'ended 1', 'start 4', 'done 4']);
  runs.end();
  ask(5);
  await wait(20);
  assert.equal(log.length, 4);
});

test('a young run is left to finish, so that quick work follows a moving slider', async () => {
  let done = 0;
  const runs = new LatestRun(async (signal) => {
    await wait(40);
    if (!signal.aborted) done++;
  });
  const end = performance.now() + 20_000;
  while (done < 3 && performance.now() < end) {
    runs.request();
    await wait(10);
  }
  await runs.settled();
  assert.ok(done >= 3, `${done} runs ended well`);
});

test('a widget of your own has a value that both ends change, and a picture', () => {
  const page = fakePage();
  const stars = customWidget('export default { render() {} }', { stars: 3 }, { label: 'film' });
  const told: object[] = [];
  stars.onChange((value) => told.push(value));
  assert.equal(pictureOf(stars)['text/plain'], 'film: {"stars":3}');
  page({ value: { stars: 5 } });
  stars.value = { stars: 1 };
  assert.deepEqual(told, [{ stars: 5 }, { stars: 1 }]);
  assert.deepEqual(stars.value, { stars: 1 });
  const { _anywidget_id } = customWidget('export default {}', 1).widget.state;
  assert.notEqual(_anywidget_id, customWidget('export default { }', 1).widget.state._anywidget_id);
  assert.notEqual(
    _anywidget_id,
    customWidget('export default {}', 1, { css: 'a {}' }).widget.state._anywidget_id,
  );
});

test('a widget of your own refuses what the page could not take', () => {
  const refused = (work: () => unknown, message: RegExp) =>
    assert.throws(work, { name: 'OptionError', message });
  const module = 'export default {}';
  refused(() => customWidget('render() {}', 1), /customWidget: module must be .* a default export/);
  refused(() => customWidget(module, 10n), /value must be JSON-compatible .*, got bigint/);
  refused(
    () => customWidget(module, 1, { style: '' } as object),
    /no option style; the options are css, label/,
  );
  const n = customWidget<unknown>(module, 1);
  refused(() => {
    n.value = undefined;
  }, /got undefined/);
  assert.equal(n.value, 1);
});
