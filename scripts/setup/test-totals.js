const fs = require('node:fs');

/**
 * @typedef {Record<'tests' | 'pass' | 'fail' | 'cancelled' | 'skipped' | 'todo', number> & { seconds: Record<string, number> }} Totals
 */

/**
 * Writes the totals of node:test (`tests`, `pass`, `fail`, `cancelled`, `skipped`, `todo`) to a file as a JSON object,
 * at the end. Suites are not counted, their tests are. Also `seconds`: of each test file, the sum of its tests.
 * @param {ReturnType<typeof import('node:test').run>} events
 * @param {string} file
 */
function writeTotals(events, file) {
  /** @type {Record<string, number>} */
  const counts = {};
  /** @type {Record<string, number>} */
  const seconds = {};
  /** @param {{ nesting: number, file?: string, details: { duration_ms: number } }} data */
  const ended = ({ nesting, file: of, details }) => {
    if (nesting === 0 && of) seconds[of] = (seconds[of] ?? 0) + details.duration_ms / 1000;
  };
  events.on('test:pass', ended);
  events.on('test:fail', ended);
  events.on('test:diagnostic', ({ nesting, message }) => {
    const total = /^(tests|pass|fail|cancelled|skipped|todo) (\d+)$/.exec(message);
    if (nesting === 0 && total) counts[total[1]] = Number(total[2]);
  });
  events.on('end', () => fs.writeFileSync(file, JSON.stringify({ ...counts, seconds })));
}

module.exports = { writeTotals };
