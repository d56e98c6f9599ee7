require('./setup/node-version').requireNode();

const path = require('node:path');
const { createContext } = require('./setup/context');
const { stopOnSignals } = require('./setup/cleanup');
const { readSwitches } = require('./setup/options');
const { examine } = require('./setup/examine');
const { healthReport } = require('./setup/health-report');

const SWITCHES = { json: 'print a JSON object instead of the report' };
const USAGE = `Shows what is installed and where it came from, and the command that fixes each problem. Changes nothing.

  npm run doctor [-- options]
`;

async function main() {
  const given = readSwitches(process.argv.slice(2), SWITCHES, USAGE);
  stopOnSignals(() => {});
  const health = await examine(createContext({ root: path.resolve(__dirname, '..') }));
  console.log(given.has('json') ? JSON.stringify(health) : healthReport(health));
  process.exitCode = health.ok ? 0 : 1;
}

main();
