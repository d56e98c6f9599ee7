/** Calls functions with every combination of odd numbers: `node --require tsx/cjs test/math/odd-numbers.ts`. */
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { LabError } from '../../lib/core/errors';
import { cpuTime } from '../fixtures/cpu-time';

const ODD = [
  undefined,
  Number.NaN,
  -1,
  0,
  0.5,
  1,
  7,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1e300,
];
const LIB = path.join(__dirname, '../../lib');
const files = [
  ...readdirSync(path.join(LIB, 'math/distributions')).map((file) => `math/distributions/${file}`),
  'bandits/policies/kl-ucb.ts',
];

/** All lists of `length` odd numbers. */
function* combinations(length: number): Generator<unknown[]> {
  if (length === 0) return yield [];
  for (const rest of combinations(length - 1)) for (const value of ODD) yield [...rest, value];
}

for (const file of files) {
  for (const [name, made] of Object.entries(require(path.join(LIB, file)) as object)) {
    if (typeof made !== 'function' || /^class\b/.test(String(made))) continue;
    console.log(name);
    for (const args of combinations(Math.min(4, made.length))) {
      try {
        const began = cpuTime();
        made(...args);
        const took = cpuTime() - began;
        if (took > 500) throw new Error(`${name}(${args}) took ${took} ms`);
      } catch (error) {
        if (error instanceof LabError || error instanceof TypeError) continue; // TypeError: where lists are expected
        throw new Error(`${name}(${args})`, { cause: error });
      }
    }
  }
}
