"""JupyterLab for a browser test: prints its address as one line of JSON, and ends with its parent.

Arguments: the folder to serve, a folder for everything that it writes. It runs for as long as standard
input is open, however the parent ends.
"""

import json
import os
import secrets
import signal
import sys
import threading

# Optional part of jsonschema that takes 1.7 seconds to import.
sys.modules["rfc3987_syntax"] = None

root, scratch = sys.argv[1:]
ADDRESS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for name in ["JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"]:
    os.environ[name] = os.path.join(scratch, name.lower())
    os.makedirs(os.environ[name], exist_ok=True)

SETTINGS = {
    # no news pop-up to hide things, no look for a newer version
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    # as `npm start` has it: a saved notebook keeps what its widgets show
    "@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True},
    # every cell in the page, also those out of sight
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}
for name, values in SETTINGS.items():
    path = os.path.join(os.environ["JUPYTERLAB_SETTINGS_DIR"], f"{name}.jupyterlab-settings")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(values, file)

from jupyterlab.labapp import LabApp

token = secrets.token_hex(16)
app = LabApp.initialize_server(
    [
        f"--ServerApp.root_dir={root}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0",
        f"--IdentityProvider.token={token}",
        "--ServerApp.open_browser=False",
        "--ServerApp.allow_root=True",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        f"--FileCheckpoints.checkpoint_dir={os.path.join(scratch, 'checkpoints')}",
    ]
)


def end_with_parent():
    while os.read(0, 4096):
        pass
    threading.Timer(5, os._exit, [1]).start()
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
ADDRESS.write(json.dumps({"url": f"http://127.0.0.1:{app.port}{app.base_url}", "token": token}) + "\n")
ADDRESS.close()
app.start()
