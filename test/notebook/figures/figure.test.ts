import assert from 'node:assert/strict';
import test from 'node:test';
import { OptionError } from '../../../lib/core/errors';
import { toBundle } from '../../../lib/kernel/formats/format';
import {
  bandOfRuns,
  barChart,
  dotPlot,
  type Figure,
  figure,
  film,
  heatmap,
  histogram,
  lineChart,
  scatter,
  sideBySide,
} from '../../../lib/notebook/figures/figures';

const words = {
  title: 'A title',
  xTitle: 'Film (id)',
  yTitle: 'Ratings (count)',
  alt: 'Two bars, the second twice as high.',
};
const small = () => figure({ ...words, data: [{ type: 'bar', x: ['a', 'b'], y: [1, 2] }] });

type Trace = Record<string, unknown> & { x: unknown[]; y: unknown[] };
const trace = (made: Figure, i = 0) => made.data[i] as unknown as Trace;

test('each of the four texts is required', () => {
  for (const name of ['title', 'xTitle', 'yTitle', 'alt']) {
    for (const bad of ['', '  ', undefined, 7]) {
      const options = { ...words, [name]: bad, data: [{ y: [1] }] };
      assert.throws(
        () => figure(options as never),
        new RegExp(`^OptionError: figure: ${name} must be a non-empty string`),
      );
    }
  }
  assert.throws(() => figure({ ...words, data: [] }), /at least one trace/);
});

test('the words are where plotly shows them', () => {
  const { layout, title, alt } = small();
  assert.deepEqual([title, alt], [words.title, words.alt]);
  assert.deepEqual(
    [layout.title?.text, layout.xaxis?.title?.text, layout.yaxis?.title?.text],
    [words.title, words.xTitle, words.yTitle],
  );
  assert.equal(typeof layout.height, 'number');
});

test('a layout is merged into the template, deeply, and the input stays as it was', () => {
  const layout = Object.freeze({
    xaxis: Object.freeze({ range: Object.freeze([0, 9]) as number[] }),
    height: 300,
  });
  const made = figure({ ...words, data: [{ y: [1] }], layout });
  assert.deepEqual(made.layout.xaxis?.range, [0, 9]);
  assert.equal(made.layout.xaxis?.title?.text, words.xTitle);
  assert.equal(made.layout.height, 300);
  const log = lineChart({ ...words, x: [1, 2], y: [3, 4], logX: true, layout: { xaxis: { dtick: 2 } } });
  assert.deepEqual([log.layout.xaxis?.type, log.layout.xaxis?.dtick], ['log', 2]);
});

test('numbers that cannot be drawn are refused with their place, or become gaps', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, undefined, new Date(Number.NaN)]) {
    const data = [{ type: 'scatter', y: [1, bad] }];
    assert.throws(
      () => figure({ ...words, data: data as never }),
      /^OptionError: figure: data\[0\]\.y\[1\] is /,
    );
    assert.deepEqual(trace(figure({ ...words, data: data as never, missing: 'gap' })).y, [1, null]);
  }
  assert.deepEqual(trace(figure({ ...words, data: [{ y: [1, null] }] })).y, [1, null]);
  assert.throws(
    () => figure({ ...words, data: [{ y: [(() => 1) as never] }] }),
    /y\[0\] must be .* got a function/,
  );
});

test('typed arrays become short plain numbers; ids and times keep their digits', () => {
  const y = Float32Array.of(0.1, 1 / 3, 881250949);
  const made = trace(figure({ ...words, data: [{ x: BigInt64Array.of(7n, 8n, 9n) as never, y }] }));
  assert.deepEqual(made.x, [7, 8, 9]);
  assert.deepEqual(made.y, [0.1, 0.333333, 881250944]);
  const times = [881250949, 123456.789, new Date(0)];
  assert.deepEqual(trace(figure({ ...words, data: [{ y: times as never }] })).y, [
    881250949,
    123457,
    '1970-01-01T00:00:00.000Z',
  ]);
});

test('data that would be drawn as something else, and frames, are refused', () => {
  for (const bad of [new DataView(new ArrayBuffer(8)), new Map([[1, 2]]), new Set([1])]) {
    const kind = bad.constructor.name;
    const message = `figure: data[0].y must be a number, text, list or typed array, got a ${kind}`;
    assert.throws(() => figure({ ...words, data: [{ y: bad as never }] }), { message });
  }
  const moving = { ...words, data: [{ y: [1] }], frames: [] };
  assert.throws(() => figure(moving), /frames are not supported; for a figure that moves, use film/);
});

test('a figure is frozen', () => {
  const made = small();
  assert.throws(() => trace(made).y.push(3), TypeError);
  assert.throws(() => Object.assign(made.layout, { height: 1 }), TypeError);
  assert.throws(() => Object.assign(made, { title: '' }), TypeError);
});

test('too much data for a page is refused with what to do', () => {
  const y = Float32Array.from({ length: 200_000 }, (_, i) => Math.sqrt(i));
  assert.throws(
    () => figure({ ...words, data: [{ y }] }),
    /'A title' has 1\.\d MB .* bin it, sample it or show a part/,
  );
});

test('a figure shows itself in three forms, always the same bytes', async () => {
  const shown = await toBundle(small());
  const bundle = shown?.data;
  assert.deepEqual(Object.keys(bundle ?? {}), ['application/vnd.plotly.v1+json', 'text/html', 'text/plain']);
  assert.equal(bundle?.['text/plain'], words.alt);
  assert.deepEqual(shown?.metadata, { 'application/vnd.plotly.v1+json': { alt: words.alt } });
  const plotly = bundle?.['application/vnd.plotly.v1+json'] ?? {};
  const { data, layout, config } = plotly as Record<string, unknown>;
  assert.ok(Array.isArray(data) && typeof layout === 'object');
  // JupyterLab follows the width by itself; told to be responsive, a figure collapses when a side bar opens.
  assert.equal((config as { responsive?: boolean }).responsive, undefined);
  assert.match(String(bundle?.['text/html']), /"responsive":true/);
  assert.equal(JSON.stringify(await toBundle(small())), JSON.stringify(shown));
  const other = figure({ ...words, data: [{ type: 'bar', x: ['a', 'b'], y: [1, 3] }] });
  const key = /data-lab-figure="([0-9a-f]{16})"/;
  const keyOf = async (made: Figure) => key.exec(String((await toBundle(made))?.data['text/html']))?.[1];
  assert.notEqual(await keyOf(other), await keyOf(small()));
});

test('the HTML form names no host, and texts cannot break out of it', async () => {
  const evil = '</script><script>alert(1)</script>" onload="x <!--';
  const made = figure({ ...words, title: evil, alt: evil, data: [{ y: [1], text: [evil] }] });
  const html = String((await toBundle(made))?.data['text/html']);
  assert.doesNotMatch(html, /https?:|\/\/cdn/);
  assert.equal(html.match(/<script/g)?.length, 2);
  assert.equal(html.match(/<\/script>/g)?.length, 2);
  assert.doesNotMatch(html, /<!--|onload="/);
  const json = /<script type="application\/json">([^<]*)</.exec(html)?.[1] ?? '';
  assert.equal(JSON.parse(json).data[0].text[0], evil);
});

test('bars: whole labels are categories, intervals are whiskers, values can be written', () => {
  const stars = barChart({ ...words, x: [1, 2, 3], y: Int32Array.of(5, 6, 7), valueLabels: true });
  assert.equal(stars.layout.xaxis?.type, 'category');
  assert.deepEqual(trace(stars).y, [5, 6, 7]);
  assert.equal(trace(stars).texttemplate, '%{y:,.4~f}');
  const groups = barChart({
    ...words,
    x: ['SVD', 'KNN'],
    series: [
      { name: 'RMSE', y: [0.93, 0.98], error: [0.01, 0.02] },
      { name: 'MAE', y: [0.73, 0.77] },
    ],
    zoom: true,
  });
  assert.deepEqual((trace(groups).error_y as { array: number[] }).array, [0.01, 0.02]);
  assert.equal(groups.layout.showlegend, true);
  const [low, high] = groups.layout.yaxis?.range ?? [];
  assert.ok(low > 0 && low < 0.73 && high > 0.98, `${low} to ${high}`);
});

test('horizontal bars swap the axes with their titles and have the first on top', () => {
  const made = barChart({ ...words, x: ['long label', 'b'], y: [2, 1], horizontal: true });
  assert.deepEqual(
    [trace(made).x, trace(made).y],
    [
      [2, 1],
      ['long label', 'b'],
    ],
  );
  assert.equal(made.layout.yaxis?.title?.text, words.xTitle);
  assert.equal(made.layout.yaxis?.autorange, 'reversed');
  assert.match(String(trace(made).hovertemplate), /^Film \(id\): %\{y\}<br>Ratings \(count\): <b>%\{x:,\}/);
});

test('a y that only places a point beside a label is not shown', () => {
  const words = { title: 'Samples', xTitle: 'Rating (stars)', yTitle: 'Film' };
  const series = [{ name: 'Amélie', x: [3.1, 3.4], y: [0.1, -0.1] }];
  const layout = { yaxis: { tickvals: [0], ticktext: ['Amélie'] } };
  const hoverOf = (made: ReturnType<typeof scatter>) => String(trace(made).hovertemplate);
  assert.equal(
    hoverOf(scatter({ ...words, series, layout })),
    '<b>Amélie</b><br>Rating (stars): %{x}<extra></extra>',
  );
  assert.match(hoverOf(scatter({ ...words, series })), /Film: <b>%\{y:,\}<\/b><extra>/);
});

test('the value of the longest horizontal bar has room beside the figure', () => {
  const right = (valueLabels: boolean) =>
    barChart({ ...words, x: ['a'], y: [0.8873], horizontal: true, valueLabels }).layout.margin?.r ?? 0;
  assert.equal(right(false), small().layout.margin?.r);
  assert.ok(right(true) >= 64, `${right(true)} pixels`); // 0.8873 has 6 characters of 15 pixels' height
});

test('every label of many horizontal bars is shown', () => {
  const x = Array.from({ length: 18 }, (_, n) => `genre ${n}`);
  const made = barChart({ ...words, x, y: x.map((_, n) => n), horizontal: true });
  assert.equal(made.layout.yaxis?.dtick, 1);
  assert.ok(made.layout.height! >= 150 + 20 * x.length);
  assert.equal(
    barChart({ ...words, x: ['a'], y: [1], horizontal: true }).layout.height,
    small().layout.height,
  );
});

test('labels that figures side by side share are shown once, and the tallest gives the height', () => {
  const labels = Array.from({ length: 18 }, (_, n) => `genre ${n}`);
  const dots = dotPlot({ ...words, dots: labels.map((label, n) => ({ label, value: n })) });
  const bars = barChart({ ...words, x: labels, y: labels.map((_, n) => n), horizontal: true });
  const both = sideBySide({ title: 'Both', alt: 'Two', figures: [dots, bars] });
  const axes = both.layout as unknown as Record<
    string,
    { showticklabels?: boolean; title: { text: string } }
  >;
  assert.deepEqual([axes.yaxis.showticklabels, axes.yaxis.title.text], [undefined, words.yTitle]);
  assert.deepEqual([axes.yaxis2.showticklabels, axes.yaxis2.title.text], [false, '']);
  assert.equal(both.layout.height, Math.max(dots.layout.height!, bars.layout.height!));
  assert.equal(both.layout.bargap, bars.layout.bargap);
  const others = barChart({ ...words, x: labels.toReversed(), y: labels.map((_, n) => n), horizontal: true });
  for (const figures of [
    [dots, others],
    [small(), small()],
  ]) {
    const { yaxis2 } = sideBySide({ title: 'Both', alt: 'Two', figures }).layout;
    assert.notEqual(yaxis2?.title?.text, '');
    assert.equal(yaxis2?.showticklabels, undefined);
  }
});

test('lists of different lengths and empty ones are refused', () => {
  assert.throws(() => barChart({ ...words, x: ['a'], y: [1, 2] }), /series 0, x has 1 values but y has 2/);
  assert.throws(() => lineChart({ ...words, x: [], y: [] }), /series 0 has no values in x/);
  assert.throws(() => scatter({ ...words, x: [1], y: [1], text: [] }), OptionError);
  assert.throws(() => scatter({ ...words, series: [] }), /at least one/);
});

test('lines differ by dash and points by symbol, not by color alone', () => {
  const series = ['train', 'test'].map((name) => ({ name, x: [1, 2], y: [3, 4] }));
  const lines = lineChart({ ...words, series });
  const dashes = [0, 1].map((i) => (trace(lines, i).line as { dash: string }).dash);
  assert.deepEqual(dashes, ['solid', 'dash']);
  const points = scatter({ ...words, series });
  assert.notEqual(
    ...([0, 1].map((i) => (trace(points, i).marker as { symbol: string }).symbol) as [string, string]),
  );
});

test('a logarithmic axis refuses what has no logarithm', () => {
  assert.throws(() => scatter({ ...words, x: [0, 1], y: [1, 1], logX: true }), /above 0, but x\[0\] is 0/);
  assert.throws(() => histogram({ ...words, values: [0, 1], logX: true }), /logX requires values above 0/);
});

test('a logarithmic axis has labels also where few powers of ten are in sight', () => {
  const ticksOf = (values: number[]) => {
    const { xaxis, yaxis } = lineChart({ ...words, x: values, y: values, logX: true, logY: true }).layout;
    assert.deepEqual(xaxis?.dtick, yaxis?.dtick);
    return yaxis?.dtick;
  };
  assert.equal(ticksOf([100_000, 1e9]), 1); // 100,000, 1,000,000, …
  assert.equal(ticksOf([0.043, 1.77]), 'D2'); // 0.05, 0.1, 0.2, …: 0.1 and 1 alone leave most of it unlabeled
  assert.equal(ticksOf([62_500, 1e6]), 'D2');
  assert.equal(ticksOf([20, 50]), undefined); // no power of ten: plotly takes round steps
  assert.equal(ticksOf([7]), undefined);
  const { layout } = histogram({ ...words, values: [1, 1, 1, 2, 3], logY: true });
  assert.deepEqual([layout.yaxis?.type, layout.yaxis?.dtick], ['log', undefined]); // counts of 1 to 3
});

test('a heatmap keeps gaps, checks its shape and needs to say what its colors mean', () => {
  const made = heatmap({ ...words, zTitle: 'Rating (stars)', z: [[5, null], Float32Array.of(1, 2)] });
  assert.deepEqual(trace(made).z, [
    [5, null],
    [1, 2],
  ]);
  assert.equal(made.layout.yaxis?.autorange, 'reversed');
  assert.throws(() => heatmap({ ...words, zTitle: ' ', z: [[1]] }), /zTitle must be a non-empty string/);
  assert.throws(
    () => heatmap({ ...words, zTitle: 'z', z: [[1, 2], [3]] }),
    /z\[1\] has 1 values, the first row 2/,
  );
  assert.throws(
    () => heatmap({ ...words, zTitle: 'z', z: [[1, 2]], x: ['a'] }),
    /x must have 2 labels, got 1/,
  );
  assert.throws(() => heatmap({ ...words, zTitle: 'z', z: [] }), /at least one row/);
  assert.throws(() => heatmap({ ...words, zTitle: 'z', z: [[Number.NaN]] }), /z\[0\]\[0\] is NaN/);
});

/** Relative luminance, as WCAG defines it. */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test('an empty cell of a heatmap is seen to be empty: lighter than the lowest value, or not the white middle', () => {
  const made = (colors: 'sequential' | 'diverging') =>
    heatmap({ ...words, zTitle: 'z', z: [[1, null]], colors });
  const contrast = (a: string, b: string) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const parts = (colors: 'sequential' | 'diverging') => {
    const { layout, data } = made(colors);
    const scale = (data[0] as unknown as { colorscale: [number, string][] }).colorscale;
    return { empty: String(layout.shapes?.[0].fillcolor), scale: scale.map(([, color]) => color) };
  };
  const { empty, scale } = parts('sequential');
  const lights = scale.map(luminance);
  assert.deepEqual(
    lights,
    [...lights].sort((a, b) => b - a),
    'the more the darker',
  );
  assert.ok(
    luminance(empty) > lights[0] && contrast(empty, scale[0]) > 1.35,
    'one star is fuller than empty',
  );
  const diverging = parts('diverging');
  assert.ok(contrast(diverging.empty, diverging.scale[2]) > 1.35, 'zero is not empty');
});

test('a name that figures side by side share is in the legend once, and a click hides all of it', () => {
  const part = (title: string, names: string[]) =>
    lineChart({ ...words, title, series: names.map((name) => ({ name, x: [1, 2], y: [1, 2] })) });
  const both = sideBySide({
    title: 'Both',
    alt: 'Two',
    figures: [part('A', ['p', 'q']), part('B', ['q', 'r'])],
  });
  const legend = both.data.map((of) => of as { name: string; legendgroup: string; showlegend?: boolean });
  assert.deepEqual(
    legend.map(({ name, legendgroup, showlegend }) => [name, legendgroup, showlegend]),
    [
      ['p', 'p', undefined],
      ['q', 'q', undefined],
      ['q', 'q', false],
      ['r', 'r', undefined],
    ],
  );
  const alone = lineChart({ ...words, x: [1, 2], y: [1, 2] });
  const plain = sideBySide({ title: 'Both', alt: 'Two', figures: [alone, alone] });
  assert.ok(plain.data.every((of) => !('legendgroup' in of)));
});

test('side by side with a part that has a legend, unnamed bars and lines are not in it', () => {
  const series = ['model', 'perfect'].map((name) => ({ name, x: [0, 1], y: [0, 1] }));
  const figures = [lineChart({ ...words, series }), histogram({ ...words, values: [1, 2, 2] })];
  const { data } = sideBySide({ title: 'Both', alt: 'Two', figures });
  assert.deepEqual(
    data.map((of) => (of as { showlegend?: boolean }).showlegend),
    [undefined, undefined, false],
  );
});

test('two figures side by side keep their axes, lines and titles', () => {
  const left = histogram({ ...words, title: 'Left', values: [1, 2, 2, 3], meanLine: true });
  const right = heatmap({ ...words, title: 'Right', zTitle: 'z', z: [[1]] });
  const both = sideBySide({ title: 'Both', alt: 'Two', figures: [left, right] });
  assert.deepEqual([trace(both).xaxis, trace(both, 1).xaxis, trace(both, 1).yaxis], ['x', 'x2', 'y2']);
  const layout = both.layout as Record<string, { domain: number[]; title: { text: string } }>;
  assert.ok(layout.xaxis.domain[1] < layout.xaxis2.domain[0]);
  assert.equal(layout.yaxis2.title.text, words.yTitle);
  const line = both.layout.shapes?.[0];
  assert.deepEqual([line?.xref, line?.yref, line?.x0], ['x', 'y domain', 2]);
  assert.equal(both.layout.shapes?.[1].xref, 'x2 domain');
  const texts = both.layout.annotations?.map(({ text }) => text);
  assert.deepEqual(texts, ['mean 2', '<b>Left</b>', '<b>Right</b>']);
  assert.throws(
    () => sideBySide({ title: 'x', alt: '', figures: [left, right] }),
    /alt must be a non-empty string/,
  );
  assert.throws(
    () => sideBySide({ title: 'x', alt: 'y', figures: [left] }),
    /expected two or three figures, got 1/,
  );
});

test('a band runs along its lower edge and back along the upper one, behind all lines', () => {
  const one = { x: [1, 2], y: [5, 6], low: [4, 5], high: Float64Array.of(7, 9) };
  const made = lineChart({
    ...words,
    series: [
      { ...one, name: 'a' },
      { x: [1, 2], y: [1, 1], name: 'b' },
    ],
  });
  assert.deepEqual([made.data.length, trace(made).x, trace(made).y], [3, [1, 2, 2, 1], [4, 5, 9, 7]]);
  assert.equal(trace(made).showlegend, false);
  assert.throws(
    () => lineChart({ ...words, series: [{ ...one, high: undefined }] }),
    /low and high, or neither/,
  );
  assert.throws(
    () => lineChart({ ...words, series: [{ ...one, low: [1] }] }),
    /x has 2 values but low has 1/,
  );
});

test('a film starts at its last frame, and its frames hold what changes', async () => {
  const at = (y: number[]) =>
    barChart({ ...words, x: ['a', 'b'], series: [{ y }, { y: [7, 7] }], alt: undefined });
  const frames = [1, 2, 3].map((n) => ({ label: `${n}`, figure: at([n, 10 * n]) }));
  const made = film({ title: 'Growth', alt: 'They grow.', frameTitle: 'Day', frames });
  assert.deepEqual(trace(made).y, [3, 30]);
  assert.deepEqual(made.frames[0], { name: '1', traces: [0], data: [{ y: [1, 10] }] });
  const { sliders, title } = made.layout as {
    sliders: { active: number; steps: object[] }[];
    title: { text: string };
  };
  assert.deepEqual([sliders[0].active, sliders[0].steps.length, title.text], [2, 3, 'Growth']);
  const bundle = (await toBundle(made))?.data as Record<string, { frames: object[] }>;
  assert.equal(bundle['application/vnd.plotly.v1+json'].frames.length, 3);
  assert.throws(
    () => film({ title: 'x', alt: 'x', frameTitle: 'Day', frames: frames.slice(1, 2) }),
    /at least two/,
  );
  const twice = [frames[0], frames[0]];
  assert.throws(
    () => film({ title: 'x', alt: 'x', frameTitle: 'Day', frames: twice }),
    /different labels, got "1"/,
  );
  const odd = [frames[0], { label: 'odd', figure: small() }];
  assert.throws(
    () => film({ title: 'x', alt: 'x', frameTitle: 'Day', frames: odd }),
    /2 and, in frame odd, 1/,
  );
});

test('runs become a line with a band; of many steps, some are drawn, the last one too', () => {
  const { x, y, low, high } = bandOfRuns('regret', [[1, 4], Float64Array.of(3, 8)]);
  assert.deepEqual(
    [x, y, low, high],
    [
      [1, 2],
      [2, 6],
      [1, 4],
      [3, 8],
    ],
  );
  const long = bandOfRuns('regret', [Float64Array.from({ length: 1000 }, (_, n) => n)]);
  assert.deepEqual([long.x.length, long.x[19], long.y[19]], [20, 1000, 999]);
  assert.throws(() => bandOfRuns('regret', [[1], [1, 2]]), /same number of steps, got 1 and 2 steps/);
  assert.throws(() => bandOfRuns('regret', []), /got none/);
});

test('dots with a truth have it beside them and in their words', () => {
  const dots = [
    { label: 'IPS', value: 2, low: 1, high: 3, truth: 2.5 },
    { label: 'model', value: 4 },
  ];
  const made = dotPlot({ ...words, alt: undefined, dots });
  assert.deepEqual([trace(made, 1).name, trace(made, 1).x], ['truth', [2.5, null]]);
  assert.equal(made.layout.showlegend, true);
  assert.match(made.alt, /2 for IPS \(1 to 3, truth 2\.5\), 4 for model\./);
});
