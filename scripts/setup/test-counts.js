/**
 * A reporter for node:test that writes its totals (`tests`, `pass`, `fail`, `cancelled`, `skipped`, `todo`) as a JSON
 * object at the end. Suites are not counted, their tests are.
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} source
 */
module.exports = async function* testCounts(source) {
  /** @type {Record<string, number>} */
  const counts = {};
  for await (const event of source) {
    if (event.type !== 'test:diagnostic' || event.data.nesting !== 0) continue;
    const total = /^(tests|pass|fail|cancelled|skipped|todo) (\d+)$/.exec(event.data.message);
    if (total) counts[total[1]] = Number(total[2]);
  }
  yield `${JSON.stringify(counts)}\n`;
};
