/**
 * A program whose output nobody reads any more (`… | head -1`) ends as if it had been told to: what it holds is ended in
 * order, and no stack trace is shown.
 */
function endWhenUnread() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
      process.kill(process.pid, 'SIGTERM');
    });
  }
}

module.exports = { endWhenUnread };
