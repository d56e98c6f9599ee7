"""Executes one notebook in its kernel, and tells what happens as one JSON object a line.

The job comes as the first line of standard input: {notebook, folder, kernel, timeout}. Standard input then
stays open; when it closes (the parent ended, however that happened) the kernel is shut down and this
program ends. Events: started; cell-start and cell-done with `index`; failed with `kind`, `index` and what is
known; finished with `outputs`, one list for each cell, and `widgets`, the models' states by id.
"""

import asyncio
import json
import os
import sys
import threading

# jsonschema imports this if it is there, to check addresses that notebooks don't have; building its grammar
# takes 1.7 seconds.
sys.modules["rfc3987_syntax"] = None

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

# What the kernel process itself prints would come between our lines: it goes to standard error.
EVENTS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def tell(event, **details):
    EVENTS.write(json.dumps({"event": event, **details}) + "\n")
    EVENTS.flush()


class Failure(Exception):
    def __init__(self, kind, **details):
        super().__init__(kind)
        self.details = {"kind": kind, **details}


def error_output(cell):
    errors = (output for output in cell.outputs if output.output_type == "error")
    return next(errors, None)


def has_tag(cell, tag):
    return tag in cell.metadata.get("tags", [])


async def run_cell(client, cell, index, timeout):
    may_raise = has_tag(cell, "raises-exception")
    # With other parameters, such as a file without a damaged line, there may be nothing to raise.
    must_raise = may_raise and not any(has_tag(one, "injected-parameters") for one in client.nb.cells)
    try:
        await client.async_execute_cell(cell, index)
    except CellExecutionError as error:
        if error_output(cell) is None:
            raise Failure("error", ename=error.ename, evalue=error.evalue, traceback=[error.traceback])
    except CellTimeoutError:
        raise Failure("timeout", seconds=timeout)
    error = error_output(cell)
    if error and not may_raise:
        raise Failure("error", ename=error.ename, evalue=error.evalue, traceback=error.traceback)
    if must_raise and not error:
        raise Failure("did-not-raise")


async def run(job):
    notebook = nbformat.from_dict(job["notebook"])
    client = NotebookClient(
        notebook,
        kernel_name=job["kernel"],
        timeout=job["timeout"],
        startup_timeout=120,
        shutdown_kernel="immediate",
        record_timing=False,
        resources={"metadata": {"path": job["folder"]}},
    )
    index = None
    try:
        async with client.async_setup_kernel():
            tell("started")
            for index, cell in enumerate(notebook.cells):
                if cell.cell_type != "code" or not cell.source.strip():
                    continue
                tell("cell-start", index=index)
                await run_cell(client, cell, index, job["timeout"])
                tell("cell-done", index=index)
            widgets = {
                model: client._serialize_widget_state(state) for model, state in client.widget_state.items()
            }
            tell("finished", outputs=[cell.get("outputs", []) for cell in notebook.cells], widgets=widgets)
    except Failure as failure:
        tell("failed", index=index, **failure.details)
    except NoSuchKernel:
        tell("failed", index=None, kind="no-kernel")
    except (DeadKernelError, RuntimeError) as error:
        tell("failed", index=index, kind="kernel-died", evalue=str(error))
    finally:
        await end_kernel(client)


async def end_kernel(client):
    """nbclient ends a kernel that it has started, but not one that is starting when the work is called off."""
    provisioner = client.km and client.km.provisioner
    if provisioner and provisioner.has_process:
        await provisioner.kill()


async def main():
    job = json.loads(sys.stdin.buffer.readline())
    work = asyncio.ensure_future(run(job))
    loop = asyncio.get_running_loop()

    def wait_for_parent():
        # os.read, as the buffered reader's lock would be held when the interpreter ends
        while os.read(0, 4096):
            pass
        threading.Timer(5, os._exit, [1]).start()  # when the kernel can't even be killed
        loop.call_soon_threadsafe(work.cancel)

    threading.Thread(target=wait_for_parent, daemon=True).start()
    try:
        await work
    except asyncio.CancelledError:
        pass


asyncio.run(main())
os._exit(0)
