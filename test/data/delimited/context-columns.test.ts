import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../../lib/core/errors';
import type { RatingsOptions } from '../../../lib/data/delimited/ratings-layout';
import { readRatings, readRatingsSync } from '../../../lib/data/delimited/read-ratings';

const header = { user: 'reader', item: 'book', rating: 'stars' };
const text = [
  'reader,book,stars,device,hour,zip,shown',
  'अनु,🎬 1,5,फ़ोन,20,01504,0.5',
  'bob,x,3,,8,99801,0.25',
  'bob,y,4,tv,21.5,01504,1',
].join('\n');
const options: RatingsOptions = { separator: ',', header, name: 'loans.csv' };

function refused(file: string, given: RatingsOptions, message: RegExp): void {
  assert.throws(
    () => readRatingsSync({ text: file }, { ...options, ...given }),
    (error: unknown) => {
      assert.ok(error instanceof LabError, String(error));
      assert.match(error.message, message);
      return true;
    },
  );
}

test('columns are context by name; their text decides what they contain', async () => {
  const given = { ...options, header: { ...header, propensity: 'shown' }, context: ['device', 'hour'] };
  const table = readRatingsSync({ text }, given);
  assert.deepEqual(
    [...table],
    [
      { user: 'अनु', item: '🎬 1', rating: 5, context: { device: 'फ़ोन', hour: 20 }, propensity: 0.5 },
      { user: 'bob', item: 'x', rating: 3, context: { device: '', hour: 8 }, propensity: 0.25 },
      { user: 'bob', item: 'y', rating: 4, context: { device: 'tv', hour: 21.5 }, propensity: 1 },
    ],
  );
  const bytes = async function* () {
    for (const byte of Buffer.from(text)) yield Uint8Array.of(byte);
  };
  assert.deepEqual([...(await readRatings(bytes(), given))], [...table]);
  assert.equal(readRatingsSync({ text }, options).context, undefined, 'other columns are skipped');
});

test('a code with zeros in front is not a number; a mixture must be declared', () => {
  assert.deepEqual(
    readRatingsSync({ text: text.replace('99801', '09801') }, { ...options, context: ['zip'] }).row(0)
      .context,
    { zip: '01504' },
  );
  refused(
    text,
    { context: ['zip'] },
    /^loans\.csv:2: column 6 \(zip\): expected a number as in other rows \(99801\), got "01504"; pass the kind of the column: context: \{ name: 'categorical' \}/,
  );
  const table = readRatingsSync(
    { text },
    { ...options, context: { zip: 'categorical', hour: 'categorical' } },
  );
  assert.deepEqual(table.row(1).context, { zip: '99801', hour: '8' });
});

test('a gap among numbers is refused, with its line', () => {
  const gap = text.replace(',8,', ',,');
  refused(
    gap,
    { context: ['hour'] },
    /^loans\.csv:3: column 5 \(hour\): expected a number .*, got nothing; pass the kind/,
  );
  refused(
    gap,
    { context: { hour: 'numeric' } },
    /^loans\.csv:3: column 5 \(hour\): expected a number, got nothing$/,
  );
  refused(
    text,
    { context: { device: 'numeric' } },
    /^loans\.csv:2: column 4 \(device\): expected a number, got "फ़ोन"/,
  );
  assert.equal(
    readRatingsSync({ text: gap }, { ...options, context: { hour: 'categorical' } }).row(1).context?.hour,
    '',
  );
});

test('decimal commas and exponents', () => {
  const file = 'reader;book;stars;t\na;x;4;1,5\nb;x;4;-2e1\nc;x;4;0\n';
  const table = readRatingsSync({ text: file }, { ...options, separator: ';', decimal: ',', context: ['t'] });
  assert.deepEqual(
    [...table].map((row) => row.context?.t),
    [1.5, -20, 0],
  );
  const point = readRatingsSync(
    { text: file },
    { ...options, separator: ';', context: { t: 'categorical' } },
  );
  assert.equal(point.row(0).context?.t, '1,5');
});

test('without a header, fields name the columns', () => {
  const file = 'a\tx\t4\ttv\t0.5\nb\tx\t3\t\t1\n';
  const fields = ['user', 'item', 'rating', 'device', 'propensity'];
  const table = readRatingsSync({ text: file }, { fields, context: ['device'] });
  assert.deepEqual(table.row(1), { user: 'b', item: 'x', rating: 3, context: { device: '' }, propensity: 1 });
  refused(
    file,
    { header: undefined, fields },
    /fields must be among user, .*, propensity, skip, and the columns named in context, got device/,
  );
  refused(file, { header: undefined, context: ['device'] }, /context requires header or fields/);
  refused(
    file,
    { header: undefined, fields: ['user', 'item'], context: ['device'] },
    /fields must name device once, got user, item/,
  );
});

test('names that clash, that are missing or said twice', () => {
  refused(text, { context: ['stars'] }, /header names column "stars" for context and for rating/);
  refused(text, { context: ['devise'] }, /^loans\.csv:1: there is no column "devise" in the header/);
  refused(text, { context: ['device', 'device'] }, /context names a column twice: device, device/);
  refused(
    text,
    { context: { device: 'text' as never } },
    /context "device" must be one of categorical, numeric, got text/,
  );
  refused(text.replace('device', 'item'), { context: ['item'] }, /a context column must not be named "item"/);
  refused(
    text.replace('0.25', '2.5'),
    { header: { ...header, propensity: 'shown' } },
    /^loans\.csv:3: column 7 \(propensity\): expected a probability above 0 and at most 1, got 2\.5/,
  );
});
