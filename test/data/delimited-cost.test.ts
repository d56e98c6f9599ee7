import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { readDelimitedSync } from '../../lib/data/delimited/delimited';
import { Interactions } from '../../lib/data/table/interactions';

const folder = mkdtempSync(path.join(tmpdir(), 'delimited-memory-'));
after(() => rmSync(folder, { recursive: true }));

test('two million ratings stream: memory grows by the columns, not by the text', () => {
  const file = path.join(folder, 'ratings.csv');
  const block = Array.from(
    { length: 20_000 },
    (_, n) => `${n % 9973},${n % 4999},3.5,${1_000_000_000 + n}\n`,
  ).join('');
  const out = openSync(file, 'w');
  writeSync(out, 'userId,movieId,rating,timestamp\n');
  for (let n = 0; n < 100; n++) writeSync(out, block);
  closeSync(out);

  // In a process of its own, as the peak is the process's.
  const program = `
    const { readDelimited } = require(${JSON.stringify(path.resolve('lib/data/delimited/delimited'))});
    const columns = { userId: 'id', movieId: 'id', rating: 'float32', timestamp: 'integer' };
    (async () => {
      await readDelimited({ text: 'userId,movieId,rating,timestamp\\n1,1,1,1\\n' }, { separator: ',', header: true, columns });
      const before = process.resourceUsage().maxRSS;
      const table = await readDelimited(process.argv[1], { separator: ',', header: true, columns });
      const grown = (process.resourceUsage().maxRSS - before) / 1024;
      console.log(JSON.stringify({ rows: table.rows, users: table.columns.userId.ids.length, grown }));
    })();`;
  const output = execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', program, file], {
    encoding: 'utf8',
  });
  const { rows, users, grown } = JSON.parse(output) as { rows: number; users: number; grown: number };
  assert.equal(rows, 2_000_000);
  assert.equal(users, 9973);
  // The columns are 2e6 x (4 + 4 + 4 + 8) bytes = 38 MiB. The text is 48 MiB more.
  assert.ok(grown > 30 && grown < 70, `peak memory grew by ${grown.toFixed(0)} MiB`);
});

test('100,000 ratings are parsed in less than a tenth of a second, and become a table in as much', () => {
  const line = (n: number) => `${n % 943}\t${(n * 7) % 1682}\t${1 + (n % 5)}\t${881250949 + n}\n`;
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, n) => line(n)).join(''));
  const columns = { user: 'id', item: 'id', rating: 'float32', timestamp: 'integer' } as const;
  // Processor time, the best of five: what else the machine does must not decide.
  const best = { parse: Number.POSITIVE_INFINITY, build: Number.POSITIVE_INFINITY };
  for (let n = 0; n < 5; n++) {
    const start = process.cpuUsage();
    const table = readDelimitedSync(bytes, { columns });
    best.parse = Math.min(best.parse, milliseconds(start));
    const middle = process.cpuUsage();
    const ratings = Interactions.fromColumns(table.columns, { duplicates: 'last' });
    best.build = Math.min(best.build, milliseconds(middle));
    assert.equal(ratings.userCount, 943);
  }
  assert.ok(best.parse < 100, `parsing took ${best.parse} ms`);
  assert.ok(best.build < 100, `building took ${best.build} ms`);
});

function milliseconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
