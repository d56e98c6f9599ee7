import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairNormal } from '../../../lib/math/random/pair-noise';
import { RandomState } from '../../../lib/math/random/random-state';
import { golden } from '../../fixtures/golden';

const { mt19937: numpy } = golden();

test('random numbers are those of numpy.random.RandomState(42)', () => {
  assert.deepEqual([...new RandomState(numpy.seed).uniforms(8)], numpy.random_sample);
  assert.deepEqual([...new RandomState(numpy.seed).permutation(10)], numpy.permutation_10);
  nearAll(new RandomState(numpy.seed).normals(8), numpy.normal);
});

// The numbers below: NumPy 2.4.6, `numpy.random.RandomState(seed)` and the call that the title names.
test('RandomState(42).permutation(100000) of NumPy, both ends and the seam of an 80/20 split', () => {
  const places = new RandomState(42).permutation(100_000);
  const some = [0, 1, 2, 79_999, 80_000, 99_999].map((n) => places[n]);
  assert.deepEqual(some, [75721, 80184, 19864, 2458, 98877, 15795]);
});

test('RandomState(7).randint(3, 50, 10) and .uniform(-2, 5, 4) of NumPy', () => {
  const integers = new RandomState(7);
  const drawn = Array.from({ length: 10 }, () => integers.integer(3, 50));
  assert.deepEqual(drawn, [7, 28, 6, 22, 26, 42, 31, 17, 26, 11]);
  const reals = new RandomState(7);
  const expected = [-1.4658419743823, 3.4594315456808022, 1.0688646200862544, 3.0642562448165886];
  assert.deepEqual(
    expected.map(() => reals.uniform(-2, 5)),
    expected,
  );
});

test('the largest seed gives 32-bit numbers without a sign, as NumPy', () => {
  const random = new RandomState(4294967295);
  const expected = [419326371, 479346978, 3918654476, 2416749639, 3388880820, 2260532800];
  assert.deepEqual(
    expected.map(() => random.uint32()),
    expected,
  );
});

test('the second normal number waits while others are drawn, as in NumPy', () => {
  const random = new RandomState(2026);
  nearAll(random.normals(3, 1, 0.5), [0.7841407398441484, 0.3035630160854683, 1.1557853337531414]);
  nearAll(random.uniforms(2), [0.19814108901891814, 0.9117151818452747]);
  nearAll([random.normal(), random.normal()], [-0.013234879914713156, 1.4497077275318808]);
});

test('the millionth number is still that of NumPy', () => {
  assert.equal(new RandomState(5).uniforms(1_000_000)[999_999], 0.6943142879515158);
  nearAll([new RandomState(5).normals(1_000_001)[1_000_000]], [-0.2740766636481566]);
});

test('shuffle orders in place, as RandomState(3).shuffle(arange(10))', () => {
  const array = Array.from({ length: 10 }, (_, n) => n);
  new RandomState(3).shuffle(array);
  assert.deepEqual(array, [5, 4, 1, 2, 9, 6, 7, 0, 3, 8]);
});

test('interval reaches both ends and draws nothing for 0', () => {
  const random = new RandomState(1);
  const counts = new Int32Array(3);
  for (let n = 0; n < 9000; n++) counts[random.interval(2)]++;
  for (const count of counts) assert.ok(Math.abs(count - 3000) < 200, `${[...counts]}`);
  const [one, other] = [new RandomState(1), new RandomState(1)];
  assert.equal(one.interval(0), 0);
  assert.equal(one.uint32(), other.uint32());
});

for (const seed of [-1, 2 ** 32, 1.5, Number.NaN]) {
  test(`seed ${seed} is refused`, () => {
    assert.throws(() => new RandomState(seed), /seed must be a whole number from 0 to 4294967295, got/);
  });
}

test('bad ranges are refused', () => {
  const random = new RandomState(0);
  assert.throws(() => random.integer(3, 3), /low must be a whole number below high, got 3 and 3/);
  assert.throws(() => random.interval(-1), /max must be a whole number/);
});

test('the noise of a pair is normal, its own, and the same whatever was asked before', () => {
  const size = 300;
  let sum = 0;
  let squares = 0;
  let neighbors = 0;
  for (let u = 0; u < size; u++) {
    for (let i = 0; i < size; i++) {
      const noise = pairNormal(42, u, i);
      sum += noise;
      squares += noise * noise;
      neighbors += noise * pairNormal(42, u, i + 1);
    }
  }
  const pairs = size * size;
  assert.ok(Math.abs(sum / pairs) < 0.015, `mean ${sum / pairs}`);
  assert.ok(Math.abs(squares / pairs - 1) < 0.02, `variance ${squares / pairs}`);
  assert.ok(Math.abs(neighbors / pairs) < 0.015, `correlation ${neighbors / pairs}`);
  assert.equal(pairNormal(42, 3, 7), pairNormal(42, 3, 7));
  assert.notEqual(pairNormal(42, 3, 7), pairNormal(42, 7, 3));
  assert.notEqual(pairNormal(42, 3, 7), pairNormal(43, 3, 7));
});

function nearAll(actual: ArrayLike<number>, expected: readonly number[]) {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, n) => {
    assert.ok(Math.abs(actual[n] - value) < 1e-14, `${n}: ${actual[n]} is not ${value}`);
  });
}
