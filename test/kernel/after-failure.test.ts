import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AfterFailure } from '../../lib/kernel/protocol/after-failure';
import type { Header } from '../../lib/kernel/protocol/message';

/** A header that was made so many milliseconds after the failed one. */
const header = (after: number, session = 'lab'): Header => ({
  msg_id: String(after),
  msg_type: 'execute_request',
  session,
  username: 'u',
  date: new Date(Date.UTC(2024, 5, 7) + after).toISOString(),
  version: '5.3',
});
/** After a request failed that was here for 4.7 ms: which of these are aborted? */
function aborted(...requests: Header[]): boolean[] {
  const after = new AfterFailure();
  after.failed(header(0), 4.7);
  return requests.map((request) => after.aborts(request));
}

test('what was made before the error was shown is aborted', () => {
  assert.deepEqual(aborted(header(0), header(1), header(3)), [true, true, true]);
});

test('what is made on seeing the error, or on getting the reply, runs; and so does all that follows', () => {
  assert.deepEqual(aborted(header(4), header(5)), [false, false]);
  assert.deepEqual(aborted(header(1), header(4), header(150)), [true, false, false]);
});

test('another client, and one whose messages have no date, are not judged', () => {
  assert.deepEqual(aborted(header(1, 'other'), header(2)), [false, true]);
  for (const date of ['', 'soon', undefined, { toString: 1 }]) {
    const undated = { ...header(1), date: date as string };
    assert.deepEqual(aborted(undated), [false]);
    const after = new AfterFailure();
    after.failed(undated, 4);
    assert.equal(after.aborts(header(1)), false);
  }
});

test('without a failure nothing is aborted', () => {
  assert.equal(new AfterFailure().aborts(header(0)), false);
});
