import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { DISPLAY } from '../../../lib/kernel/display';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { MostPopular } from '../../../lib/models/simple/most-popular';
import { metricMicroscope } from '../../../lib/notebook/lab/metric-microscope';
import { madeUpSplit } from '../../evaluation/ranking/made-up';

const split = madeUpSplit();
const films = Array.from(split.train.items, (id) => ({
  id: itemId(id),
  title: `<${id}> & co`,
  year: 2000,
  genres: [],
}));

test('shows each place with its verdict and each metric with its sum, escaped, and the same in words', async () => {
  const model = await new BaselineOnly().fit(split.train);
  const view = metricMicroscope(model, { split, films, user: userId('u3'), k: 6 });
  const { 'text/html': html, 'text/plain': words } = view[DISPLAY]() as Record<string, string>;
  const { places, metrics, relevant } = view.seen;
  assert.equal(html.match(/<tr><td class="n">/g)?.length, places.length);
  for (const { item } of places) assert.ok(html.includes(`&lt;${item}&gt; &amp; co`));
  for (const { title, sum } of metrics)
    assert.ok(html.includes(title) && html.includes(sum) && words.includes(sum));
  assert.doesNotMatch(html, /<i\d/);
  const hits = places.filter(({ verdict }) => verdict === 'hit').length;
  assert.ok(words.startsWith(`User u3: ${hits} of ${relevant} relevant items on a list of 6`));
  assert.equal(words.match(/: hit$/gm)?.length ?? 0, hits);
});

test('a model that predicts no ratings has no FAQ precision, and says so', async () => {
  const model = await new MostPopular().fit(split.train);
  const html = metricMicroscope(model, { split, films, user: userId('u3') })[DISPLAY]()[
    'text/html'
  ] as string;
  assert.equal(html.match(/the model predicts no ratings/g)?.length, 2);
});
