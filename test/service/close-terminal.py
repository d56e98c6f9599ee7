"""Runs a command in a terminal, closes the terminal when a text has come, and prints how the command ended.

    python close-terminal.py TEXT COMMAND...
"""

import os
import pty
import sys

text, command = sys.argv[1].encode(), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen = b""
while text not in seen:
    seen += os.read(terminal, 4096)
os.close(terminal)
_, status = os.waitpid(pid, 0)
signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
print(f"signal {signal}" if signal else f"exit {os.WEXITSTATUS(status)}")
