"""Times of kernels for `npm run bench -- --kernel`: a JSON command on stdin, progress on stderr, JSON on stdout.

{"kernels": {"ours": argv, "ipykernel": argv}, "cwd", "pairs", "cells", "imports": [code, …], "soak": cells,
"restarts": times}. The kernels take turns, each start in a fresh process. Times in milliseconds.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time

# Optional part of jsonschema that takes 1.7 seconds to import.
sys.modules["rfc3987_syntax"] = None

import psutil
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

TIMEOUT = 120
IPYKERNEL = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]


class Kernel:
    def __init__(self, argv, cwd):
        self.manager = KernelManager()
        mode = "signal" if "ipykernel_launcher" in argv else "message"
        self.manager._kernel_spec = KernelSpec(argv=argv, display_name="bench", interrupt_mode=mode)
        started = time.perf_counter()
        self.manager.start_kernel(cwd=cwd, stdout=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        # Asked without a pause until it answers; jupyter_client's own wait sleeps in between.
        while True:
            self.client.kernel_info()
            if self.client.shell_channel.socket.poll(50):
                break
        self.ready = since(started)
        self.client.wait_for_ready(timeout=TIMEOUT)

    def run(self, code):
        """Milliseconds until the reply and until everything is published."""
        started = time.perf_counter()
        sent = self.client.execute(code)
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == sent:
                break
        if reply["content"]["status"] != "ok":
            raise SystemExit(f"{code}: {reply['content']}")
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") != sent or message["msg_type"] != "status":
                continue
            if message["content"]["execution_state"] == "idle":
                return since(started)

    def memory(self):
        return psutil.Process(self.manager.provisioner.pid).memory_info().rss / 2**20

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel()


def since(started):
    return (time.perf_counter() - started) * 1000


def note(text):
    print(text, file=sys.stderr, flush=True)


def one_start(name, argv, command):
    kernel = Kernel(argv, command["cwd"])
    try:
        times = {"ready": kernel.ready, "first": kernel.run("1 + 1")}
        times["cell"] = statistics.median(kernel.run(f"{i} + 1") for i in range(command["cells"]))
        if name == "ours":
            times["imports"] = sum(kernel.run(code) for code in command["imports"])
        note(f"{name}: " + ", ".join(f"{what} {value:.1f}" for what, value in times.items()))
        return times
    finally:
        kernel.close()


def soak(argv, command):
    """Memory after each tenth of so many cells, in MB."""
    kernel = Kernel(argv, command["cwd"])
    memory = []
    try:
        for i in range(command["soak"]):
            kernel.run(f"let x = new Array(1000).fill({i}); const f{i % 50} = () => x; console.log({i}); x.length")
            if (i + 1) % max(1, command["soak"] // 10) == 0:
                memory.append(kernel.memory())
                note(f"soak: {i + 1} cells, {memory[-1]:.0f} MB")
        return memory
    finally:
        kernel.close()


def restarts(argv, command):
    """Processes and ports that are left after so many restarts."""
    kernel = Kernel(argv, command["cwd"])
    ids = [kernel.manager.provisioner.pid]
    for _ in range(command["restarts"]):
        kernel.manager.restart_kernel(now=False)
        kernel.client.wait_for_ready(timeout=TIMEOUT)
        ids.append(kernel.manager.provisioner.pid)
    connection = kernel.manager.get_connection_info()
    kernel.close()
    ports = [value for name, value in connection.items() if name.endswith("_port")]
    note(f"{len(ids) - 1} restarts")
    return {"processes": sum(map(psutil.pid_exists, ids)), "ports": sum(map(is_open, ports))}


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


command = json.loads(sys.stdin.readline())
kernels = {"ours": command["ours"], "ipykernel": IPYKERNEL}
for argv in kernels.values():
    Kernel(argv, command["cwd"]).close()  # files come into the cache
sides = {name: [] for name in kernels}
for _ in range(command["pairs"]):
    for name, argv in kernels.items():
        sides[name].append(one_start(name, argv, command))
result = {"sides": sides}
if command["soak"]:
    result["soak"] = soak(command["ours"], command)
if command["restarts"]:
    result["restarts"] = restarts(command["ours"], command)
print(json.dumps(result))
