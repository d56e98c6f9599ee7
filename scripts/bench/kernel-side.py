"""Times of kernels for `npm run bench -- --kernel`: its one argument is a JSON object, progress goes to stderr.

{"ours": argv, "cwd": folder, "pairs": times, "cells": a start, "imports": code, "soak": cells, "restarts": times}.
Ours and ipykernel take turns, each start in a fresh process, and what both have run is left out of the result.
Times in milliseconds, memory in MB. The last line is `BENCH-RESULT ` and the result.
"""

import json
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
IPYKERNEL = [sys.executable, "-m", "ipykernel_launcher", "--log-level=ERROR", "-f", "{connection_file}"]


class Kernel:
    def __init__(self, argv, cwd):
        self.manager = KernelManager()
        mode = "signal" if argv is IPYKERNEL else "message"
        self.manager._kernel_spec = KernelSpec(argv=argv, display_name="bench", interrupt_mode=mode)
        started = time.perf_counter()
        self.manager.start_kernel(cwd=cwd, stdout=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        # jupyter_client's own wait sleeps a second between two questions.
        self.client.kernel_info(reply=True, timeout=TIMEOUT)
        self.ready = since(started)
        self.reply(self.client.execute("1 + 1"))
        self.first = since(started)
        self.client.wait_for_ready(timeout=TIMEOUT)  # from now on, published messages arrive

    def reply(self, sent):
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == sent:
                break
        if reply["content"]["status"] != "ok":
            raise SystemExit(str(reply["content"]))

    def run(self, code):
        """Until the reply has come and everything is published."""
        started = time.perf_counter()
        sent = self.client.execute(code)
        self.reply(sent)
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


def one_start(argv, command):
    kernel = Kernel(argv, command["cwd"])
    try:
        times = {"ready": kernel.ready, "first": kernel.first}
        trivial = [kernel.run(f"{i} + 1") for i in range(command["cells"])]
        # Both the first of them, before V8 has compiled all of TypeScript, and the last.
        times["cell"] = statistics.median(trivial[:60])
        times["warm"] = statistics.median(trivial[-60:])
        if argv is not IPYKERNEL:
            times["imports"] = kernel.run(command["imports"])
        return times
    finally:
        kernel.close()


def soak(command):
    """Memory after each tenth of this many cells."""
    kernel = Kernel(command["ours"], command["cwd"])
    memory = []
    try:
        for i in range(command["soak"]):
            kernel.run(f"let x = new Array(1000).fill({i}); const f{i % 50} = () => x; console.log({i}); x.length")
            if (i + 1) * 10 % command["soak"] < 10:
                memory.append(kernel.memory())
                note(f"soak: {i + 1} cells, {memory[-1]:.0f} MB")
        return memory
    finally:
        kernel.close()


def restarts(command):
    """Processes and ports that are left after this many restarts."""
    kernel = Kernel(command["ours"], command["cwd"])
    ids = [kernel.manager.provisioner.pid]
    for _ in range(command["restarts"]):
        kernel.manager.restart_kernel(now=False)
        kernel.client.wait_for_ready(timeout=TIMEOUT)
        ids.append(kernel.manager.provisioner.pid)
    connection = kernel.manager.get_connection_info()
    kernel.close()
    note(f"{len(ids) - 1} restarts")
    ports = [value for name, value in connection.items() if name.endswith("_port")]
    return {"started": len(set(ids)), "processes": sum(map(psutil.pid_exists, ids)), "ports": sum(map(is_open, ports))}


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main():
    command = json.loads(sys.argv[1])
    kernels = {"ours": command["ours"], "ipykernel": IPYKERNEL}
    for argv in kernels.values():
        Kernel(argv, command["cwd"]).close()  # files come into the cache
    pairs = []
    for number in range(command["pairs"]):
        pair = {name: one_start(argv, command) for name, argv in kernels.items()}
        pairs.append(pair)
        for name, times in pair.items():
            times_text = ", ".join(f"{what} {value:.1f}" for what, value in times.items())
            note(f"{number + 1} of {command['pairs']}, {name}: {times_text}")
    result = {"pairs": pairs, "restarts": restarts(command), "soak": soak(command)}
    print("BENCH-RESULT " + json.dumps(result), flush=True)


main()
