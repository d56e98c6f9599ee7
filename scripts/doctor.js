require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { handleSignals } = require('./setup/cleanup');
const { readSwitches } = require('./setup/options');
const { examine } = require('./setup/examine');

const SWITCHES = { json: 'print a JSON object instead of the report' };

const BACKENDS = { tensorflow: 'tensorflow (native)', wasm: 'wasm (fallback)' };

/** The report for people: a table, then what is wrong with what mends it. */
function reportText(health) {
  const { versions, dataset, from } = health;
  const show = (value) => value ?? 'missing';
  const rows = [
    ['Node', health.node],
    ['npm', show(versions.npm)],
    ['TypeScript', show(versions.typescript)],
    ['tslab', show(versions.tslab)],
    ['tfjs', show(versions.tfjs)],
    ['danfojs', show(versions.danfojs)],
    ['backend', show(BACKENDS[health.backend] ?? health.backend)],
    ...(versions.tensorflow ? [['TensorFlow', versions.tensorflow]] : []),
    ...(from.backend ? [['  from', from.backend]] : []),
    ['Python', health.python ? `${versions.python} (${health.python})` : 'missing'],
    ['JupyterLab', show(versions.jupyterlab)],
    ...(health.log ? [['  log', health.log]] : []),
    ['plotly', show(versions.plotly)],
    ['kernel', show(health.kernel)],
    ['data set', datasetText(dataset)],
    ...(dataset.from ? [['  from', dataset.from]] : []),
    ...(from.cache ? [['cache', from.cache]] : []),
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(12)}${value}`);
  for (const { what, mend, fatal } of health.problems)
    lines.push('', `${fatal ? '✗' : '!'} ${what}`, `  → ${mend}`);
  lines.push('', health.ok ? 'The lab is ready.' : "The lab can't run yet.");
  return lines.join('\n');
}

function datasetText({ source, genuine, ratings, users, films }) {
  if (!source) return 'missing';
  const count = (n) => n.toLocaleString('en-GB');
  const counts = `${count(ratings)} ratings, ${count(users)} users, ${count(films)} films`;
  const which = genuine === false ? `${source}, not the published one` : source;
  return `${source === 'synthetic' ? 'SYNTHETIC' : 'MovieLens 100K'} (${which}): ${counts}`;
}

async function main() {
  const given = readSwitches(process.argv.slice(2), SWITCHES, 'npm run doctor [-- options]');
  handleSignals(() => {});
  const health = await examine(createContext({ root: path.resolve(__dirname, '..') }));
  console.log(given.has('json') ? JSON.stringify(health) : reportText(health));
  process.exitCode = health.ok ? 0 : 1;
}

main();
