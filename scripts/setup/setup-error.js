/**
 * A step that can't continue, in words that say what to do.
 * @property {string} what what is wrong, in a sentence
 * @property {string | undefined} mend the command to run, or what to do
 */
class SetupError extends Error {
  /**
   * @param {string} what
   * @param {string} [mend]
   */
  constructor(what, mend) {
    super(mend ? `${what}\n${mend}` : what);
    this.name = 'SetupError';
    this.what = what;
    this.mend = mend;
  }
}

/**
 * The message of whatever was thrown.
 * @param {unknown} error
 */
function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The code of an error of the operating system, such as `ENOENT`.
 * @param {unknown} error
 */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

module.exports = { SetupError, reasonOf, codeOf };
