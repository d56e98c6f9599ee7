// node scripts/setup/run-tests.js TOTALS LIMIT FILE …: runs test files as `node --test` does, but in the given order;
// `node --test` sorts them by name. TOTALS is the file for the counts, LIMIT the milliseconds for each test file.

const { run } = require('node:test');
const { spec } = require('node:test/reporters');
const path = require('node:path');
const { writeTotals } = require('./test-totals');

const [totals, limit, ...files] = process.argv.slice(2);
const events = run({
  files: files.map((file) => path.resolve(file)),
  concurrency: 2,
  timeout: Number(limit),
});
events.on('test:fail', () => {
  process.exitCode = 1;
});
writeTotals(events, totals);
events.compose(new spec()).pipe(process.stdout);
