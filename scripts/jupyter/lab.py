"""JupyterLab as `npm start` runs it: all that it logs goes to standard error, which is kept in a file, and what
a person should see is on lines that begin with `terminal_log.MARK`. Takes JupyterLab's options."""

import json
import sys
from pathlib import Path

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp

# `terminal_log` is beside this file, where Python looks first.
LOGGING = {
    "handlers": {"terminal": {"()": "terminal_log.TerminalHandler", "level": "INFO"}},
    "loggers": {name: {"level": "INFO", "handlers": ["console", "terminal"]} for name in ["ServerApp", "LabApp"]},
}
# `custom.css` is beside this file, too. Jupyter has no option for its folder, so this makes it one.
ServerApp.static_custom_path.tag(config=True)
OURS = [
    f"--Application.logging_config={json.dumps(LOGGING)}",
    f"--ServerApp.static_custom_path={Path(__file__).parent}",
]

LabApp.launch_instance([*OURS, *sys.argv[1:]])
