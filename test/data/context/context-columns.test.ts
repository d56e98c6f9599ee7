import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError, OptionError } from '../../../lib/core/errors';
import { type ContextKind, MISSING } from '../../../lib/data/context/context-column';
import { ContextColumns, type ContextSource } from '../../../lib/data/context/context-columns';

function refused(source: unknown, kind: typeof DataError | typeof OptionError, message: RegExp, kinds = {}) {
  assert.throws(
    () => ContextColumns.from(source as ContextSource, 3, { kinds }),
    (error: unknown) => {
      assert.ok(error instanceof kind, String(error));
      assert.match(error.message, message);
      return true;
    },
  );
}

test('text and booleans make categories, numbers a column of numbers', () => {
  const context = ContextColumns.from(
    { device: ['phone', 'tv', 'phone'], weekend: [true, false, true], degrees: [21.5, -3, 0] },
    3,
  );
  assert.deepEqual(context.names, ['device', 'weekend', 'degrees']);
  assert.deepEqual(context.column('device'), {
    kind: 'categorical',
    categories: ['phone', 'tv'],
    codes: Int32Array.of(0, 1, 0),
  });
  assert.deepEqual(context.column('degrees'), { kind: 'numeric', numbers: Float64Array.of(21.5, -3, 0) });
  assert.deepEqual(context.at(1), { device: 'tv', weekend: 'false', degrees: -3 });
  assert.equal(context.byteLength, 3 * (4 + 4 + 8));
});

test('what a column contains can be said', () => {
  const kinds: Record<string, ContextKind> = { hour: 'categorical', zip: 'categorical' };
  const context = ContextColumns.from({ hour: [23, 0, 23], zip: Float32Array.of(1, 2, 1) }, 3, { kinds });
  assert.deepEqual(context.at(0), { hour: '23', zip: '1' });
  const typed = { categories: ['a', 'b'], codes: Int32Array.of(1, 0, 0) };
  assert.equal(ContextColumns.from({ group: typed }, 3).at(0).group, 'b');
  refused({ group: typed }, DataError, /row 1, group: expected a finite number, got "b"$/, {
    group: 'numeric',
  });
  refused(
    { hour: [1, 2, 3] },
    OptionError,
    /context "hour" must be one of categorical, numeric, got integer/,
    {
      hour: 'integer',
    },
  );
  refused({ hour: [1, 2, 3] }, OptionError, /no context column "our"; the context columns are: hour$/, {
    our: 'numeric',
  });
});

test('a mixture of numbers and text is refused, with both', () => {
  refused(
    { age: [30, null, 'old'] },
    DataError,
    /row 3, age: expected a number as in row 1 \(30\), got "old"; for a column of both, pass the kind 'categorical'/,
  );
  refused({ age: ['old', 30, 31] }, DataError, /row 2, age: expected text as in row 1 \("old"\), got 30/);
  const context = ContextColumns.from({ age: ['old', 30, null] }, 3, { kinds: { age: 'categorical' } });
  assert.deepEqual(
    [0, 1, 2].map((row) => context.at(row).age),
    ['old', '30', MISSING],
  );
});

test('a missing category is a category; a missing number is refused with what to do', () => {
  for (const missing of [null, undefined, '', Number.NaN]) {
    const context = ContextColumns.from({ device: ['phone', missing, 'tv'] }, 3);
    assert.equal(context.at(1).device, MISSING);
    assert.deepEqual(context.column('device'), {
      kind: 'categorical',
      categories: ['phone', MISSING, 'tv'],
      codes: Int32Array.of(0, 1, 2),
    });
    refused(
      { degrees: [20, missing, 22] },
      DataError,
      /row 2, degrees: expected a finite number, got .*; a numeric column can't have gaps: fill them in, or make/,
    );
  }
  assert.equal(ContextColumns.from({ device: [null, null, null] }, 3).column('device').kind, 'categorical');
  refused({ degrees: Float64Array.of(1, Number.NaN, 2) }, DataError, /row 2, degrees: .* got NaN; .* gaps/);
  refused(
    { degrees: [1, 2, Infinity] },
    DataError,
    /row 3, degrees: expected a finite number, got Infinity$/,
  );
});

test('lengths, codes, categories, names and shapes are checked', () => {
  refused({ device: ['phone'] }, DataError, /the table has 3 rows, context "device" 1$/);
  const codes = Int32Array.of(0, 1, 2);
  refused(
    { d: { categories: ['a', 'b'], codes } },
    DataError,
    /row 3, d: no category for code 2, there are 2/,
  );
  refused({ d: { categories: ['a', 'a', 'b'], codes } }, DataError, /context "d": category "a" occurs twice/);
  refused({ d: { categories: ['a', 5, 'b'], codes } }, DataError, /categories must be text, got 5/);
  for (const name of ['user', 'item', 'rating', 'timestamp', 'propensity', 'context', '']) {
    refused(
      { [name]: [1, 2, 3] },
      OptionError,
      /a context column must not be named ".*": the names user, item, /,
    );
  }
  refused({ d: 'abc' }, OptionError, /context "d" must be a list of values, a Float64Array, or/);
  refused({ d: { categories: ['a'], codes: [0, 0, 0] } }, OptionError, /must be a list of values/);
  refused(
    { d: ['a', {}, 'b'] },
    DataError,
    /row 2, d: expected text, a number, true, false or null, got \[object/,
  );
});

test('any writing, and names that objects have anyway', () => {
  const context = ContextColumns.from(
    { उपकरण: ['फ़ोन', '📺', 'फ़ोन'], constructor: [1, 2, 3], ['__proto__']: ['a', 'b', 'c'] },
    3,
  );
  assert.deepEqual(context.names, ['उपकरण', 'constructor', '__proto__']);
  assert.equal(context.at(1).उपकरण, '📺');
  assert.equal(context.at(1).constructor, 2);
  assert.deepEqual(Object.entries(context.at(2)).at(-1), ['__proto__', 'c']);
  assert.equal(ContextColumns.from({ a: [1, 2, 3] }, 3).has('constructor'), false);
});

test('an unknown column names those that there are, and the likely one', () => {
  const context = ContextColumns.from({ device: ['a', 'b', 'c'], hour: [1, 2, 3] }, 3);
  assert.throws(() => context.column('devise'), {
    name: 'OptionError',
    message:
      'Interactions: there is no context column "devise"; the context columns are: device, hour; did you mean "device"?',
  });
});

test('select keeps the categories; a copy is a copy; the hash is of the values', () => {
  const context = ContextColumns.from({ device: ['phone', 'tv', 'phone'], hour: [1, 2, 3] }, 3);
  const part = context.select([1]);
  assert.deepEqual(part.at(0), { device: 'tv', hour: 2 });
  assert.deepEqual(part.column('device'), {
    kind: 'categorical',
    categories: ['phone', 'tv'],
    codes: Int32Array.of(1),
  });
  assert.equal(part.hash(), ContextColumns.from({ hour: [2], device: ['tv'] }, 1).hash());
  const others = [
    context,
    part,
    context.select([0, 1, 1]),
    ContextColumns.from({ device: ['phone', 'tv', 'phone'], hour: [1, 2, 4] }, 3),
    ContextColumns.from({ device: ['phone', 'tv', 'phone'], time: [1, 2, 3] }, 3),
    ContextColumns.from({ device: ['phone', 'tv', 'phone'] }, 3),
  ];
  assert.equal(new Set(others.map((other) => other.hash())).size, others.length);
  const plain = context.toColumns();
  (plain.hour as Float64Array)[0] = 99;
  assert.equal(context.at(0).hour, 1);
  assert.equal(ContextColumns.from(structuredClone(context.toColumns()), 3).hash(), context.hash());
});
