/**
 * A step that can't go on, told so that the reader knows what to do.
 * @property {string} what what is wrong, one sentence
 * @property {string | undefined} mend the one command, or the one thing to do, that puts it right
 */
class SetupError extends Error {
  constructor(what, mend) {
    super(mend ? `${what}\n${mend}` : what);
    this.name = 'SetupError';
    this.what = what;
    this.mend = mend;
  }
}

module.exports = { SetupError };
