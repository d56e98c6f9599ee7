"""Jupyter's public test suite for kernels, run on this one: `conformance.py <folder of kernelspecs' parent> <cwd>`.

Prints a line of JSON a test: {"name", "outcome": "ok" | "failed" | "skipped", "why"}. Nothing is left out that
ipykernel's own run of the suite doesn't leave out (the iopub welcome message).
"""

import json
import os
import subprocess
import sys
import unittest

# Optional part of jsonschema that takes 1.7 seconds to import.
sys.modules["rfc3987_syntax"] = None

os.environ["JUPYTER_PATH"], cwd = sys.argv[1:]

import jupyter_client.manager
import jupyter_kernel_test
from jupyter_kernel_test import KernelTests


def start_new_kernel(kernel_name):
    # A kernel is given the notebook's folder; and not our own stdout.
    return jupyter_client.manager.start_new_kernel(kernel_name=kernel_name, cwd=cwd, stdout=subprocess.DEVNULL)


jupyter_kernel_test.start_new_kernel = start_new_kernel
DISPLAY = os.path.join(os.path.dirname(__file__), "..", "..", "lib", "kernel", "display").replace(os.sep, "/")


class Conformance(KernelTests):
    kernel_name = "conformance"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    completion_samples = [
        {"text": "process.memoryU", "matches": {"memoryUsage"}},
        {"text": "new Map().siz", "matches": {"size"}},
    ]
    complete_code_samples = [
        "1",
        'console.log("hello, world")',
        "function twice(x: number) { return 2 * x; }",
        "const film = { title: 'Fargo' };",
        "await Promise.resolve(1)",
        "for (const a of [1]) {\n  a;\n}",
    ]
    incomplete_code_samples = [
        'console.log("hello',
        "function twice(x: number) {",
        "const films = [1, 2,",
        "const text = `a\nb",
        "/* a comment",
        "if (true) {\n  1;",
        "const f = () =>",
        "1 +",
    ]
    invalid_code_samples = ["const x = ;", "function () {}}", "let 1 = 2", "a b c", "import from 'x'"]
    code_page_something = "process?"
    code_generate_error = 'throw new Error("on purpose")'
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "[1, 2].map((n) => n * n)", "result": "[ 1, 4 ]"},
        {"code": "6 * 7", "result": "42"},
        {"code": "1 + 1", "result": "2"},
    ]
    code_display_data = [
        {
            "code": f"import {{ display }} from '{DISPLAY}'; await display({{"
            "[Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>bold</b>', 'text/plain': 'bold' }) })",
            "mime": "text/html",
        },
    ]
    code_history_pattern = "6*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "process"
    code_clear_output = f"import {{ clearOutput }} from '{DISPLAY}'; clearOutput()"


class Report(unittest.TestResult):
    def tell(self, test, outcome, why=""):
        name = test.id().split(".")[-1] if hasattr(test, "id") else str(test)
        print(json.dumps({"name": name, "outcome": outcome, "why": why}), flush=True)

    def addSuccess(self, test):
        self.tell(test, "ok")

    def addFailure(self, test, error):
        self.tell(test, "failed", self._exc_info_to_string(error, test))

    addError = addFailure

    def addSkip(self, test, reason):
        self.tell(test, "skipped", reason)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.tell(subtest, "failed", self._exc_info_to_string(error, test))


unittest.defaultTestLoader.loadTestsFromTestCase(Conformance).run(Report())
