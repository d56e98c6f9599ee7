/** @type {Record<string, string>} */
const BACKENDS = { tensorflow: 'tensorflow (native)', wasm: 'wasm (fallback)' };

/**
 * What `npm run doctor` prints: a table, then each problem with what to do.
 * @param {import('./examine').Health} health
 */
function healthReport(health) {
  const { versions, dataset, from } = health;
  /** @type {[name: string, value: string | null | undefined][]} */
  const rows = [
    ['Node', health.node],
    ['npm', versions.npm],
    ['TypeScript', versions.typescript],
    ['tslab', versions.tslab],
    ['tfjs', versions.tfjs],
    ['danfojs', versions.danfojs],
    ['backend', health.backend && BACKENDS[health.backend]],
  ];
  if (versions.tensorflow) rows.push(['TensorFlow', versions.tensorflow]);
  if (from.backend) rows.push(['  from', from.backend]);
  rows.push(
    ['Python', health.python && `${versions.python} (${health.python})`],
    ['JupyterLab', versions.jupyterlab],
  );
  if (health.log) rows.push(['  log', health.log]);
  rows.push(['plotly', versions.plotly], ['kernel', health.kernel], ['data set', datasetText(dataset)]);
  if (dataset.from) rows.push(['  from', dataset.from]);
  if (from.cache) rows.push(['cache', from.cache]);
  const lines = rows.map(([name, value]) => `${name.padEnd(12)}${value ?? 'missing'}`);
  for (const { what, mend, fatal } of health.problems)
    lines.push('', `${fatal ? '✗' : '!'} ${what}`, `  → ${mend}`);
  lines.push('', health.ok ? 'The lab is ready.' : "The lab can't run yet.");
  return lines.join('\n');
}

/** @param {import('./examine').DatasetHealth} dataset */
function datasetText({ source, genuine, ratings, users, films }) {
  if (!source) return undefined;
  /** @param {number} n */
  const count = (n) => n.toLocaleString('en-US');
  const counts = `${count(ratings)} ratings, ${count(users)} users, ${count(films)} films`;
  const which = genuine === false ? `${source}, not the published one` : source;
  return `${source === 'synthetic' ? 'SYNTHETIC' : 'MovieLens 100K'} (${which}): ${counts}`;
}

module.exports = { healthReport };
