import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrowingArray } from '../../../lib/data/delimited/growing-array';
import { IdInterner } from '../../../lib/data/delimited/id-interner';
import { parseDecimal } from '../../../lib/data/delimited/parse-decimal';

const decimal = (text: string) => parseDecimal(Buffer.from(`[${text}]`), 1, 1 + Buffer.byteLength(text));

test('a decimal number is bit for bit what Number makes of it', () => {
  const texts = ['0', '-0', '3', '3.5', '0.1', '-12.75', '881250949', '123456789012345', '0.000001', '5.'];
  const long = ['1234567890123456789', '0.1234567890123456789', '1e3', '-2.5E-7', '.5', '+4', '1e400'];
  for (const text of [...texts, ...long]) assert.ok(Object.is(decimal(text), Number(text)), text);
  // A thousand decimals of all lengths; no generator needed.
  for (let n = 1; n <= 1000; n++) {
    const text = ((n * 7919) / 10 ** (n % 13)).toFixed(n % 11);
    assert.equal(decimal(text), Number(text), text);
  }
});

test('anything but a decimal number is NaN', () => {
  for (const text of [
    '',
    '-',
    '.',
    'NaN',
    'Infinity',
    '0x10',
    '1 ',
    ' 1',
    '1,5',
    '1.2.3',
    '1e',
    '--1',
    '٣',
  ]) {
    assert.ok(Number.isNaN(decimal(text)), JSON.stringify(text));
  }
});

test('the interner agrees with a Map over many ids, also when it grows', () => {
  const interner = new IdInterner();
  const map = new Map<string, number>();
  for (let n = 0; n < 20_000; n++) {
    const id = `${(n * 7919) % 5003}${n % 3 ? '' : 'é'.repeat(n % 40)}`;
    const expected = map.get(id) ?? map.size;
    map.set(id, expected);
    const bytes = Buffer.from(`<${id}>`);
    assert.equal(interner.intern(bytes, 1, bytes.length - 1), expected);
  }
  assert.equal(interner.size, map.size);
});

test('a growing array holds what was pushed, with and without a reserve', () => {
  for (const reserve of [0, 10, 5000, 5100, 100_000]) {
    const array = new GrowingArray((length) => new Int32Array(length));
    array.reserve(reserve);
    for (let n = 0; n < 5000; n++) array.push(n);
    const taken = array.take();
    assert.equal(taken.length, 5000);
    assert.ok(taken.every((value, n) => value === n));
    assert.equal(array.length, 0);
  }
});
