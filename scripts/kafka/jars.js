const fs = require('node:fs');
const path = require('node:path');
const { readJson, remove, replaceFolder, withTempFolder, writeJson } = require('../setup/atomic');
const { checksumOf } = require('../setup/checksum');
const { findProgram } = require('../setup/find-program');
const { lastLines, runCommand } = require('../setup/run-command');
const { SetupError } = require('../setup/setup-error');

const MINUTE = 60_000;

/**
 * The folder with the broker's jars, in the cache. The first time, and when `pom.xml` has changed, Maven fetches them:
 * 31 jars, 28 MB.
 * @param {import('../setup/context').Context} ctx
 * @param {string} java for Maven
 * @returns {Promise<string>}
 * @throws {SetupError} if Maven is missing or can't fetch them
 */
async function kafkaJars(ctx, java) {
  const pom = path.join(__dirname, 'pom.xml');
  const wanted = checksumOf(fs.readFileSync(pom));
  const folder = path.join(ctx.cache, 'kafka-jars');
  if (isComplete(folder, wanted)) return folder;
  const windows = ctx.platform === 'win32';
  const maven = findProgram(windows ? 'mvn.cmd' : 'mvn', ctx.env);
  if (!maven) {
    throw new SetupError(
      "Kafka's jars are fetched with Maven (mvn), which was not found on the search path.",
      'Install it (Debian, Ubuntu: sudo apt install maven), then run the same command again.',
    );
  }
  ctx.report.progress('fetching the jars');
  await withTempFolder(ctx.cache, async (temporary) => {
    const args = [
      '--batch-mode',
      '--file',
      pom,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${temporary}`,
    ];
    const result = await runCommand(maven, args, {
      env: { ...ctx.env, JAVA_HOME: ctx.env.JAVA_HOME ?? path.resolve(fs.realpathSync(java), '..', '..') },
      timeout: 20 * MINUTE,
      stall: 5 * MINUTE,
    });
    if (result.code !== 0) {
      const why =
        result.output.split('\n').find((line) => line.startsWith('[ERROR]')) ?? lastLines(result.output);
      throw new SetupError(
        `Maven could not fetch Kafka's jars: ${why.slice(0, 500)}`,
        'With a network connection, run the same command again.',
      );
    }
    const jars = fs.readdirSync(temporary).filter((name) => name.endsWith('.jar'));
    const sizes = Object.fromEntries(
      jars.map((name) => [name, fs.statSync(path.join(temporary, name)).size]),
    );
    writeJson(path.join(temporary, 'jars.json'), { pom: wanted, sizes });
    remove(folder);
    replaceFolder(temporary, folder);
  });
  return folder;
}

/**
 * Whether all jars are there, as Maven has put them.
 * @param {string} folder
 * @param {string} wanted the checksum of the pom
 */
function isComplete(folder, wanted) {
  /** @type {{ pom?: string, sizes?: Record<string, number> } | undefined} */
  const made = readJson(path.join(folder, 'jars.json'));
  return (
    made?.pom === wanted &&
    Object.entries(made.sizes ?? {}).every(([name, size]) => {
      const file = fs.statSync(path.join(folder, name), { throwIfNoEntry: false });
      return file?.size === size;
    })
  );
}

module.exports = { kafkaJars };
