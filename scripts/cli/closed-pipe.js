/** If nothing reads a program's output any more (`… | head -1`), ends the program as SIGTERM would, without a stack trace. */
function endWhenUnread() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!('code' in error) || error.code !== 'EPIPE') throw error;
      process.kill(process.pid, 'SIGTERM');
    });
  }
}

module.exports = { endWhenUnread };
