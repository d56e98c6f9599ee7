"""Talks to a kernel for the tests: a JSON command a line on stdin, a JSON answer a line on stdout.

Commands: {"do": "execute", "code": …} or {"do": "queue", "codes": […]} (sent at once, answered together),
{"do": "interrupt", "code": …, "after": seconds} (executes, and interrupts so long after the kernel has begun),
{"do": "complete" | "inspect", "code": …, "at": …}, {"do": "info"}, {"do": "comms"}, {"do": "stop"}.
"""

import json
import subprocess
import sys
import time

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

TIMEOUT = 60


class Driver:
    def __init__(self, argv, cwd):
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(
            argv=argv, display_name="test", language="typescript", interrupt_mode="signal"
        )
        # Not our own stdout: Node makes a pipe that it is given non-blocking, and our long answers would be cut.
        self.manager.start_kernel(cwd=cwd, stdout=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)

    def run(self, codes, interrupt_after=None, **options):
        ids = [self.client.execute(code, **options) for code in codes]
        results = {i: {"outputs": []} for i in ids}
        if interrupt_after is not None:
            while self.client.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "execute_input":
                pass
            time.sleep(interrupt_after)
            self.manager.interrupt_kernel()
        while not all("reply" in result for result in results.values()):
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") in results:
                results[reply["parent_header"]["msg_id"]]["reply"] = reply["content"]
        idle = set()
        while idle != set(ids):
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            parent = message["parent_header"].get("msg_id")
            if parent not in results:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                idle.add(parent)
            elif message["msg_type"] != "status":
                results[parent]["outputs"].append({"type": message["msg_type"], **message["content"]})
        return [results[i] for i in ids]

    def answer(self, command):
        do = command["do"]
        if do == "execute":
            return self.run([command["code"]], **command.get("options", {}))[0]
        if do == "queue":
            return self.run(command["codes"], **command.get("options", {}))
        if do == "interrupt":
            return self.run([command["code"]], interrupt_after=command["after"])[0]
        if do == "complete":
            return self.client.complete(command["code"], command["at"], reply=True, timeout=TIMEOUT)["content"]
        if do == "inspect":
            return self.client.inspect(command["code"], command["at"], reply=True, timeout=TIMEOUT)["content"]
        if do == "info":
            return self.client.kernel_info(reply=True, timeout=TIMEOUT)["content"]
        if do == "comms":
            reply = self.client.comm_info(reply=True, timeout=TIMEOUT)
            return {"type": reply["msg_type"], **reply["content"]}
        if do == "stop":
            reply = self.client.shutdown(reply=True, timeout=TIMEOUT)["content"]
            deadline = time.time() + 10
            while self.manager.is_alive() and time.time() < deadline:
                time.sleep(0.02)
            return {"reply": reply, "alive": self.manager.is_alive()}
        raise ValueError(do)


def main():
    start = json.loads(sys.stdin.readline())
    driver = Driver(start["argv"], start["cwd"])
    print(json.dumps({}), flush=True)
    try:
        for line in sys.stdin:
            print(json.dumps(driver.answer(json.loads(line)), default=str), flush=True)
    finally:
        driver.client.stop_channels()
        if driver.manager.is_alive():
            driver.manager.shutdown_kernel(now=True)


main()
