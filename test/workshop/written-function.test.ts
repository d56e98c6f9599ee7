/** What a function gives is compared by what it holds, and shown so that a difference can be seen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isClose, judgeFunction } from '../../lib/workshop/written-function';

test('Sets, Maps and dates are equal if they hold the same', () => {
  const ada = { name: 'Ada' };
  const equal: [unknown, unknown][] = [
    [new Set([1, 'हि']), new Set(['हि', 1])],
    [new Set([0.1 + 0.2]), new Set([0.3])],
    [new Map([[1, [2]]]), new Map([[1, [2 + 1e-12]]])],
    [new Map([[ada, 5]]), new Map([[ada, 5]])],
    [new Map([['a', 1]]), { a: 1 }],
    [Float32Array.of(1, 2), [1, 2]],
    [new Date(5), new Date(5)],
    [Number.NaN, Number.NaN],
  ];
  for (const [one, other] of equal) assert.ok(isClose(one, other, 1e-9), `${String(one)} ${String(other)}`);
  const different: [unknown, unknown][] = [
    [new Set([1, 2]), new Set([1, 3])],
    [new Set([1]), new Set([1, 2])],
    [new Set(), {}],
    [new Set([1]), [1]],
    [new Map([[1, 2]]), new Map([['1', 2]])],
    [new Map([[ada, 5]]), new Map([[{ name: 'Bob' }, 5]])],
    [new Date(5), new Date(6)],
    [new Date(5), {}],
    [[1], [1, 2]],
    [null, {}],
  ];
  for (const [one, other] of different) {
    assert.ok(!isClose(one, other, 1e-9), `${String(one)} ${String(other)}`);
    assert.ok(!isClose(other, one, 1e-9), `${String(other)} ${String(one)}`);
  }
});

/** What is said of a function that gives this where `{}` is wanted. */
function saidOf(given: unknown): string {
  const { check } = judgeFunction<[], unknown>(
    { probes: [{ about: 'nothing', args: () => [] }], reference: () => 'wanted', praise: 'Right.' },
    [],
  );
  const { words } = check(() => given) as { words: string };
  return /, got (.*)\.$/s.exec(words)![1]!;
}

test('what a function gives is shown with its kind, four digits of each number, and cut between characters', () => {
  assert.equal(saidOf(new Set([1 / 3, 'Alien'])), "Set(2) { 0.3333, 'Alien' }");
  assert.equal(saidOf(new Map([[{ id: 1 }, 2 / 3]])), 'Map(1) { { id: 1 } => 0.6667 }');
  assert.equal(saidOf([{ film: 'ओम', stars: 4.123456 }]), "[ { film: 'ओम', stars: 4.123 } ]");
  assert.equal(saidOf(Float64Array.of(1 / 3, Number.NaN)), '[ 0.3333, NaN ]');
  assert.equal(saidOf(new Date(0)), '1970-01-01T00:00:00.000Z');
  assert.equal(saidOf(10n), '10n');
  assert.equal(saidOf(undefined), 'undefined');
  assert.equal(saidOf(Number.POSITIVE_INFINITY), 'Infinity');
  const round: unknown[] = [1];
  round.push(round);
  assert.match(saidOf(round), /^\[ 1, \[ 1, .*\]$/);
  const long = saidOf(`x${'🎬'.repeat(200)}`);
  assert.match(long, /🎬…$/u);
  assert.doesNotMatch(long, /\p{Surrogate}/u);
});
