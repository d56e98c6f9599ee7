"""JupyterLab as `npm start` runs it: all that it logs goes to standard error, which is kept in a file, and what
a person should see is on lines that begin with `terminal_log.MARK`. Takes JupyterLab's options."""

import json
import sys

from jupyterlab.labapp import LabApp

# `terminal_log` is beside this file, where Python looks first.
LOGGING = {
    "handlers": {"terminal": {"()": "terminal_log.TerminalHandler", "level": "INFO"}},
    "loggers": {name: {"level": "INFO", "handlers": ["console", "terminal"]} for name in ["ServerApp", "LabApp"]},
}

LabApp.launch_instance([f"--Application.logging_config={json.dumps(LOGGING)}", *sys.argv[1:]])
