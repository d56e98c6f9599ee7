/**
 * A reporter for node:test that writes its own totals (`tests`, `pass`, `fail`, `cancelled`, `skipped`,
 * `todo`) as one JSON object at the end. Suites are not counted, their tests are.
 */
module.exports = async function* testCounts(source) {
  const counts = {};
  for await (const event of source) {
    if (event.type !== 'test:diagnostic' || event.data.nesting !== 0) continue;
    const total = /^(tests|pass|fail|cancelled|skipped|todo) (\d+)$/.exec(event.data.message);
    if (total) counts[total[1]] = Number(total[2]);
  }
  yield `${JSON.stringify(counts)}\n`;
};
