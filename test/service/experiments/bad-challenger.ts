/** A challenger that misbehaves: `bad-challenger.ts` of the folder named `throws`, `loops`, `eats` or `exits`. */
import * as path from 'node:path';
import { serveChallenger } from '../../../lib/service/experiments/shadow/challenger-process';

const kept: Float64Array[] = [];
const how: Record<string, () => never> = {
  throws: () => {
    throw new Error('no list today');
  },
  loops: () => {
    for (;;);
  },
  eats: () => {
    for (;;) kept.push(new Float64Array(1e6).fill(kept.length)); // outside of V8's heap
  },
  exits: () => process.exit(3),
};

serveChallenger(Number(process.argv[3]), how[path.basename(process.argv[2])]);
