"""Times of kernels for `npm run bench -- --kernel`: its one argument is a JSON object, progress goes to stderr.

{"kernels": {"ours": argv, "tslab": argv, …}, "cwd": folder, "pairs": times, "cells": a start, "imports": code,
"long": cells, "at": [cell numbers], "soak": cells, "restarts": times}. ipykernel is added. The kernels take turns, each
start in a fresh process, and what all have run is left out of the result. Times in milliseconds, memory in MB. The last
line is `BENCH-RESULT ` and the result.
"""

import json
import queue
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
ASK_AGAIN = 5
# A first cell that hasn't been answered by then never is.
LOST = 30
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
        try:
            self.wait_for_info()
            self.ready = since(started)
            self.first = since(started) if self.answer_first() else None
            self.client.wait_for_ready(timeout=TIMEOUT)  # from now on, published messages arrive
        except BaseException:
            self.client.stop_channels()
            self.manager.shutdown_kernel(now=True)
            raise

    def wait_for_info(self):
        # jupyter_client's own wait sleeps a second between two questions. tslab loses one that comes too early.
        for _ in range(TIMEOUT // ASK_AGAIN):
            try:
                self.client.kernel_info(reply=True, timeout=ASK_AGAIN)
                return
            except TimeoutError:
                pass
        raise TimeoutError("no answer to kernel_info_request")

    def answer_first(self):
        """Whether it has answered when asked once: on a quiet machine, tslab often doesn't, for an unknown reason."""
        for asked in range(TIMEOUT // LOST):
            try:
                self.reply(self.client.execute("1 + 1"), LOST)
                return asked == 0
            except queue.Empty:
                pass
        raise TimeoutError("no answer to the first cell")

    def reply(self, sent, timeout=TIMEOUT):
        while True:
            reply = self.client.get_shell_msg(timeout=timeout)
            if reply["parent_header"].get("msg_id") == sent:
                break
        if reply["content"].get("status", "ok") != "ok":
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

    def complete(self, code):
        started = time.perf_counter()
        self.reply(self.client.complete(code, len(code)))
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
        times = {"ready": kernel.ready}
        if kernel.first is not None:
            times["first"] = kernel.first
        elif name in ("ours", "ipykernel"):
            raise SystemExit(f"{name} has not answered its first cell")
        trivial = [kernel.run(f"{i} + 1") for i in range(command["cells"])]
        # Both the first of them, before V8 has compiled all of TypeScript, and the last.
        times["cell"] = statistics.median(trivial[:60])
        times["warm"] = statistics.median(trivial[-60:])
        if name == "ours":
            times["imports"] = kernel.run(command["imports"])
        return times
    finally:
        kernel.close()


def long_session(name, argv, command):
    """A cell among many that declare variables and functions, a completion after half of them, and the memory."""
    kernel = Kernel(argv, command["cwd"])
    python = "v{0} = {0}\nf{0} = lambda x: x + v{0}\nv{0}"
    typescript = "let v{0} = {0};\nconst f{0} = (x: number) => x + v{0};\nv{0}"
    times = []
    completions = []
    try:
        for i in range(1, command["long"] + 1):
            times.append(kernel.run((python if argv is IPYKERNEL else typescript).format(i)))
            if i == command["long"] // 2:
                kernel.complete("v1")
                completions = [kernel.complete("v1") for _ in range(15)]
        # Of the cells around, as one may take long by chance.
        around = [statistics.median(times[max(0, at - 10) : at + 10]) for at in command["at"]]
        return {"cells": around, "completion": statistics.median(completions), "memory": kernel.memory()}
    finally:
        kernel.close()


def soak(command):
    """Memory after each tenth of this many cells."""
    kernel = Kernel(command["kernels"]["ours"], command["cwd"])
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
    kernel = Kernel(command["kernels"]["ours"], command["cwd"])
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


def measured(what, kernels, measure):
    """By kernel. One of the others may fail once, as tslab sometimes does (no answer within two minutes, for an unknown
    reason), and is left out after that."""
    result = {}
    for name, argv in list(kernels.items()):
        for is_last in (False, True):
            try:
                result[name] = measure(name, argv)
                break
            except (Exception, SystemExit) as error:
                if name in ("ours", "ipykernel"):
                    raise
                note(f"{what}: {name} failed and {'is left out' if is_last else 'is tried again'}: {error!r}")
                if is_last:
                    del kernels[name]
    return result


def main():
    command = json.loads(sys.argv[1])
    kernels = {**command["kernels"], "ipykernel": IPYKERNEL}
    # Files come into the caches; the kernel writes its own when it ends.
    measured("start", kernels, lambda _, argv: Kernel(argv, command["cwd"]).close())
    pairs = []
    for number in range(command["pairs"]):
        pair = measured("start", kernels, lambda name, argv: one_start(name, argv, command))
        pairs.append(pair)
        for name, times in pair.items():
            times_text = ", ".join(f"{what} {value:.1f}" for what, value in times.items())
            note(f"{number + 1} of {command['pairs']}, {name}: {times_text}")
    long = measured("long session", kernels, lambda name, argv: long_session(name, argv, command))
    for name, found in long.items():
        around = ", ".join(f"{value:.1f}" for value in found["cells"])
        note(f"{command['long']} cells, {name}: {around}; completion {found['completion']:.1f}")
    result = {"pairs": pairs, "long": long, "restarts": restarts(command)}
    if command["soak"]:
        result["soak"] = soak(command)
    print("BENCH-RESULT " + json.dumps(result), flush=True)


main()
