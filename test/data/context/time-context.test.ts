import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeContext, timeContextAt } from '../../../lib/data/context/time-context';
import { Interactions } from '../../../lib/data/table/interactions';
import { cpuTime } from '../../fixtures/cpu-time';

const seconds = (iso: string) => Date.parse(iso) / 1000;

test('the hour and the weekday of a moment, in UTC and elsewhere', () => {
  const moment = seconds('2023-11-14T22:13:20Z');
  assert.deepEqual(timeContextAt(moment), { hour: '22', weekday: 'Tuesday' });
  assert.deepEqual(timeContextAt(moment, { zone: 'Asia/Kolkata' }), { hour: '3', weekday: 'Wednesday' });
  assert.deepEqual(timeContextAt(moment, { zone: 'America/New_York' }), { hour: '17', weekday: 'Tuesday' });
  assert.deepEqual(timeContextAt(0), { hour: '0', weekday: 'Thursday' });
  assert.deepEqual(timeContextAt(-1), { hour: '23', weekday: 'Wednesday' });
});

test('clocks that change: the hour before and after', () => {
  const zone = 'Europe/Berlin'; // at 01:00 UTC on 26 March and 29 October 2023
  const hours = (...moments: string[]) => moments.map((iso) => timeContextAt(seconds(iso), { zone }).hour);
  assert.deepEqual(hours('2023-03-26T00:59:59Z', '2023-03-26T01:00:00Z'), ['1', '3']);
  assert.deepEqual(hours('2023-10-29T00:59:59Z', '2023-10-29T01:00:00Z'), ['2', '2']);
  const lordHowe = { zone: 'Australia/Lord_Howe' }; // half an hour, at 15:00 UTC on 1 April 2023
  assert.equal(timeContextAt(seconds('2023-04-01T14:59:00Z'), lordHowe).hour, '1');
  assert.equal(timeContextAt(seconds('2023-04-01T15:29:00Z'), lordHowe).hour, '1');
  assert.equal(timeContextAt(seconds('2023-04-01T15:30:00Z'), lordHowe).hour, '2');
});

test('agrees with what Intl says of each moment', () => {
  for (const zone of ['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Africa/Casablanca', 'Pacific/Apia']) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hour: 'numeric',
      hourCycle: 'h23',
      weekday: 'long',
    });
    const moments = Float64Array.from({ length: 2000 }, (_, n) => 600_000_000 + n * 523_457);
    const { hour, weekday } = timeContext(moments, { zone });
    for (const [n, moment] of moments.entries()) {
      const parts = Object.fromEntries(
        format.formatToParts(1000 * moment).map(({ type, value }) => [type, value]),
      );
      assert.equal(hour.categories[hour.codes[n]], String(Number(parts.hour)), `${zone} ${moment}`);
      assert.equal(weekday.categories[weekday.codes[n]], parts.weekday, `${zone} ${moment}`);
    }
  }
});

test('all hours and weekdays are categories, also those that never occur', () => {
  const table = Interactions.fromRows([['ann', 'up', 5, seconds('2023-11-14T22:13:20Z')]]);
  const { context } = table.withContext(timeContext(table.timestampColumn));
  assert.deepEqual(context?.at(0), { hour: '22', weekday: 'Tuesday' });
  const [hour, weekday] = ['hour', 'weekday'].map((name) => context?.column(name));
  assert.equal(hour?.kind === 'categorical' && hour.categories.length, 24);
  assert.equal(weekday?.kind === 'categorical' && weekday.categories.join(' ').length, 56);
});

test('without timestamps, or with an unknown zone, it says so', () => {
  assert.throws(() => timeContext(undefined), {
    name: 'OptionError',
    message: /must have timestamps, but it has none/,
  });
  assert.throws(() => timeContextAt(0, { zone: 'Bombay' }), {
    name: 'OptionError',
    message:
      'timeContext: zone must be an IANA time zone such as Europe/Berlin or Asia/Kolkata, got "Bombay"',
  });
});

test('a million moments of twenty years cost less than reading them', () => {
  const moments = Float64Array.from(
    { length: 1_000_000 },
    (_, n) => 1_000_000_000 + ((n * 7919) % 630_000_000),
  );
  const started = cpuTime();
  const { hour } = timeContext(moments, { zone: 'Europe/Berlin' });
  assert.equal(hour.codes.length, 1_000_000);
  // 0.15 s on a quiet machine; asking Intl for each row takes more than 2 s.
  assert.ok(cpuTime() - started < 10_000);
});

test('a zone for each row', () => {
  const moment = seconds('2023-11-14T22:13:20Z');
  const zones = ['UTC', 'Asia/Kolkata', 'America/New_York', 'UTC'];
  const { hour, weekday } = timeContext([moment, moment, moment, moment], { zone: zones });
  assert.deepEqual(
    Array.from(hour.codes, (code) => hour.categories[code]),
    ['22', '3', '17', '22'],
  );
  assert.equal(weekday.categories[weekday.codes[1]], 'Wednesday');
  assert.throws(() => timeContext([moment], { zone: zones }), {
    name: 'OptionError',
    message: 'timeContext: zone must be one time zone or one per row, got 4 for 1 rows',
  });
  assert.throws(() => timeContext([moment], { zone: ['Mars/Olympus'] }), {
    name: 'OptionError',
    message: /"Mars\/Olympus"/,
  });
});
