import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  DEFAULT_PRINT_LIMIT,
  OutputStream,
  setPrintLimit,
  TAIL_LINES,
} from '../../lib/kernel/cells/output-stream';
import { linesOf, OutputTail } from '../../lib/kernel/cells/output-tail';

after(() => setPrintLimit(DEFAULT_PRINT_LIMIT));

/** What a stream sends while `print` uses it, up to the cell's end. */
function sent(limit: number, print: (stream: OutputStream) => void) {
  setPrintLimit(limit);
  const pieces: { name: string; text: string }[] = [];
  const stream = new OutputStream((name, text) => pieces.push({ name, text }));
  print(stream);
  stream.end();
  return { pieces, stream, text: pieces.map(({ text }) => text).join('') };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${from + i}\n`).join('');

test('up to the limit every line arrives, in few pieces', () => {
  const { pieces, text } = sent(DEFAULT_PRINT_LIMIT, (stream) => {
    for (let i = 0; i < DEFAULT_PRINT_LIMIT; i++) stream.write('stdout', `${i}\n`);
  });
  assert.equal(text, numbers(0, DEFAULT_PRINT_LIMIT));
  assert.ok(pieces.length < 30, `${pieces.length} pieces`);
});

test('beyond it the first and the last lines are shown, and how many are missing', () => {
  const { text } = sent(1000, (stream) => {
    for (let i = 0; i < 100_000; i++) stream.write('stdout', `${i}\n`);
  });
  const note = '… output limit reached; the last 200 lines will be shown when the cell ends\n';
  const left = '… 98,800 lines omitted; call printLimit(Infinity) from lib/kernel/display to show all\n';
  assert.equal(text, `${numbers(0, 1000)}${note}${left}${numbers(100_000 - TAIL_LINES, 100_000)}`);
});

test('one long text is cut at the same places as many short ones', () => {
  const whole = sent(1000, (stream) => stream.write('stdout', numbers(0, 100_000)));
  const inLines = sent(1000, (stream) => {
    for (let i = 0; i < 100_000; i++) stream.write('stdout', `${i}\n`);
  });
  assert.equal(whole.text, inLines.text);
});

test('where only the tail is beyond the limit, nothing is missing', () => {
  const { text } = sent(1000, (stream) => stream.write('stdout', numbers(0, 1100)));
  assert.ok(!text.includes('omitted'));
  assert.equal(linesOf(text), 1101);
});

test('a text without lines is cut by its characters', () => {
  const { text } = sent(10, (stream) => stream.write('stdout', 'x'.repeat(1_000_000)));
  assert.match(text, /^x{1000}\n… output limit reached; .*\n… 979,000 characters omitted; .*\nx{20000}$/);
});

test('stdout and stderr keep their order, in the tail too', () => {
  const { pieces, text } = sent(2, (stream) => {
    for (let i = 0; i < 4; i++) stream.write(i % 2 === 0 ? 'stdout' : 'stderr', `${i}\n`);
  });
  assert.match(text, /^0\n1\n… .*\n2\n3\n$/);
  assert.deepEqual(
    pieces.map(({ name, text }) => `${name} ${text.trim().slice(0, 8)}`),
    ['stdout 0', 'stderr 1', 'stdout … output', 'stderr 3'],
  );
});

test('after its end, a cell may print as much again, and then a note says that the rest is cut', () => {
  const { pieces, stream } = sent(10, (stream) => stream.write('stdout', numbers(0, 10)));
  const before = pieces.length;
  stream.write('stdout', numbers(0, 50));
  stream.write('stdout', numbers(50, 60));
  stream.flush();
  const later = pieces
    .slice(before)
    .map(({ text }) => text)
    .join('');
  assert.equal(
    later,
    `${numbers(0, 10)}… output limit reached; anything else printed after the cell ended is omitted\n`,
  );
});

test('without a limit everything is sent', () => {
  const { text } = sent(Number.POSITIVE_INFINITY, (stream) => stream.write('stdout', numbers(0, 50_000)));
  assert.equal(linesOf(text), 50_000);
});

test('the tail of a text: whole lines, counted', () => {
  const tail = new OutputTail(2, 100);
  tail.add({ name: 'stdout', text: 'a\nb\nc\nd\n' });
  assert.deepEqual(tail.kept, [{ name: 'stdout', text: 'c\nd\n' }]);
  assert.equal(tail.lost, '2 lines');
  tail.add({ name: 'stderr', text: 'e\n' });
  assert.equal(tail.lost, '3 lines');
  assert.deepEqual(tail.kept, [
    { name: 'stdout', text: 'd\n' },
    { name: 'stderr', text: 'e\n' },
  ]);
});
