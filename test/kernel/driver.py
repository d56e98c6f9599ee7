"""Talks to a kernel for the tests: a JSON command a line on stdin, a JSON answer a line on stdout.

Commands: {"do": "execute", "code": …} or {"do": "queue", "codes": […]} (sent at once, answered together),
{"do": "interrupt", "code": …, "after": seconds, "from": type} (executes, and interrupts so long after the kernel has
begun, or after the first message of this type; "seconds" of the answer is what passed until the reply),
{"do": "beside", "code": …, "complete": …, "inspect": …} (asks while the cell runs: the answers, and which came first),
{"do": "begin", "code": …} (executes, and doesn't wait for the end),
{"do": "die", "code": …} (executes; what is published until the kernel's process has ended),
{"do": "restart", "times": …} (as the restart button does; what is left of the processes and ports),
{"do": "send", "messages": [{type, content, metadata}, …], "seconds": …} (anything on the shell channel, at once;
everything published until all of it is done, with the number of the message that it belongs to, and for so
many seconds after that),
{"do": "complete" | "inspect", "code": …, "at": …}, {"do": "info"}, {"do": "comms"}, {"do": "stop"}.

Kernel and driver end at once when stdin does, also in the middle of a command.
"""

import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
import traceback

import psutil
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

TIMEOUT = 60
MANAGER = KernelManager()


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Driver:
    def __init__(self, argv, cwd):
        self.manager = MANAGER
        self.manager._kernel_spec = KernelSpec(
            argv=argv, display_name="test", language="typescript", interrupt_mode="message"
        )
        # Not our own stdout: Node makes a pipe that it is given non-blocking, and our long answers would be cut.
        self.manager.start_kernel(cwd=cwd, stdout=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)

    def send_at_once(self, codes, options):
        """All with the date of the first, however long this process has to wait for its turn in between."""
        content = {
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": self.client.allow_stdin,
            "stop_on_error": True,
            **options,
        }
        messages = [self.client.session.msg("execute_request", {"code": code, **content}) for code in codes]
        for message in messages:
            message["header"]["date"] = messages[0]["header"]["date"]
            self.client.shell_channel.send(message)
        return [message["header"]["msg_id"] for message in messages]

    def run(self, codes, interrupt_after=None, interrupt_from="execute_input", **options):
        ids = self.send_at_once(codes, options)
        results = {i: {"outputs": []} for i in ids}
        if interrupt_after is not None:
            while self.client.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != interrupt_from:
                pass
            time.sleep(interrupt_after)
            self.client.control_channel.send(self.client.session.msg("interrupt_request", {}))
            interrupted = time.time()
        while not all("reply" in result for result in results.values()):
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") in results:
                results[reply["parent_header"]["msg_id"]]["reply"] = reply["content"]
                if interrupt_after is not None:
                    results[reply["parent_header"]["msg_id"]]["seconds"] = time.time() - interrupted
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
        if interrupt_after is not None:
            self.client.get_control_msg(timeout=TIMEOUT)  # or it might stop what comes next
        return [results[i] for i in ids]

    def send(self, messages, until=()):
        """What is published until all messages are done and each text of `until` has been there, written as JSON."""
        ids = {}
        for number, message in enumerate(messages):
            sent = self.client.session.msg(
                message["type"], message["content"], metadata=message.get("metadata")
            )
            ids[sent["header"]["msg_id"]] = number
            self.client.shell_channel.send(sent)
        published, open_ones, missing = [], set(ids.values()), list(until)
        while open_ones or missing:
            try:
                message = self.client.get_iopub_msg(timeout=TIMEOUT)
            except queue.Empty:
                raise RuntimeError(f"never published: {missing or open_ones}; but {published}") from None
            of = ids.get(message["parent_header"].get("msg_id"))
            published.append({"of": of, "type": message["msg_type"], **message["content"]})
            text = json.dumps(message["content"], ensure_ascii=False, separators=(",", ":"), default=str)
            missing = [part for part in missing if part not in text]
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                open_ones.discard(of)
        while self.client.shell_channel.msg_ready():
            self.client.get_shell_msg(timeout=TIMEOUT)
        return published

    def die(self, code):
        self.client.execute(code)
        published = []
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=0.5)
                published.append({"type": message["msg_type"], **message["content"]})
            except queue.Empty:
                if not self.manager.is_alive():
                    return published

    def beside(self, code, complete, inspect):
        ids = {
            self.client.execute(code): "execute",
            self.client.complete(complete, len(complete)): "complete",
            self.client.inspect(inspect, len(inspect)): "inspect",
        }
        answers, order = {}, []
        while ids:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            what = ids.pop(reply["parent_header"]["msg_id"], None)
            if what:
                answers[what] = reply["content"]
                order.append(what)
        return {"order": order, **answers}

    def restart(self, times):
        """Restarts so often, then ends the kernel; how many processes there were, and are left, and open ports."""
        ids = [self.manager.provisioner.pid]
        for _ in range(times):
            self.manager.restart_kernel(now=False)
            self.client.wait_for_ready(timeout=TIMEOUT)
            ids.append(self.manager.provisioner.pid)
        connection = self.manager.get_connection_info()
        self.manager.shutdown_kernel()
        ports = [value for name, value in connection.items() if name.endswith("_port")]
        return {
            "processes": len(set(ids)),
            "left": [pid for pid in ids if psutil.pid_exists(pid)],
            "ports": [port for port in ports if is_open(port)],
        }

    def answer(self, command):
        do = command["do"]
        if do == "beside":
            return self.beside(command["code"], command["complete"], command["inspect"])
        if do == "begin":
            self.client.execute(command["code"])
            while self.client.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "execute_input":
                pass
            time.sleep(0.2)
            return {}
        if do == "restart":
            return self.restart(command["times"])
        if do == "die":
            return self.die(command["code"])
        if do == "send":
            return self.send(command["messages"], command.get("until", ()))
        if do == "execute":
            return self.run([command["code"]], **command.get("options", {}))[0]
        if do == "queue":
            return self.run(command["codes"], **command.get("options", {}))
        if do == "interrupt":
            moment = {"interrupt_after": command["after"], "interrupt_from": command.get("from", "execute_input")}
            return self.run([command["code"]], **moment)[0]
        if do == "complete":
            return self.client.complete(command["code"], command["at"], reply=True, timeout=TIMEOUT)["content"]
        if do == "inspect":
            return self.client.inspect(command["code"], command["at"], reply=True, timeout=TIMEOUT)["content"]
        if do == "info":
            return self.client.kernel_info(reply=True, timeout=TIMEOUT)["content"]
        if do == "comms":
            reply = self.client.comm_info(command.get("target"), reply=True, timeout=TIMEOUT)
            return {"type": reply["msg_type"], **reply["content"]}
        if do == "stop":
            reply = self.client.shutdown(reply=True, timeout=TIMEOUT)["content"]
            deadline = time.time() + TIMEOUT
            while self.manager.is_alive() and time.time() < deadline:
                time.sleep(0.02)
            return {"reply": reply, "alive": self.manager.is_alive()}
        raise ValueError(do)


def commands():
    """The lines of stdin, read by a thread of their own, which ends everything at the end of the input."""
    lines = queue.Queue()

    def read():
        for line in sys.stdin:
            lines.put(json.loads(line))
        end(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield lines.get()


def end(code):
    """No process of ours is left, nor any that one of them has begun; nothing waits for a socket."""
    for child in psutil.Process().children(recursive=True):
        try:
            child.kill()
        except psutil.NoSuchProcess:
            pass
    MANAGER.cleanup_connection_file()
    os._exit(code)


def main():
    try:
        asked = commands()
        start = next(asked)
        driver = Driver(start["argv"], start["cwd"])
        print(json.dumps({}), flush=True)
        for command in asked:
            print(json.dumps(driver.answer(command), default=str), flush=True)
    except BaseException:
        traceback.print_exc()
        end(1)


main()
