"""Renders notebooks to HTML, cells only: one job a line on standard input, one JSON object a line in answer.

A job is {notebook, folder}; pictures that the text shows are read from the folder and embedded. The answer is
{body}, or {error} in a sentence: the next job may still be rendered.
"""

import json
import os
import sys

# see execute.py
sys.modules["rfc3987_syntax"] = None

import nbformat
from nbconvert import HTMLExporter

HERE = os.path.dirname(os.path.abspath(__file__))
SHOWN = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain"]

exporter = HTMLExporter(
    template_name="page",
    extra_template_basedirs=[HERE],
    anchor_link_text="#",
    embed_images=True,
    display_data_priority=SHOWN,
)


def answer(job):
    try:
        notebook = nbformat.from_dict(job["notebook"])
        body, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": job["folder"]}})
        return {"body": body}
    except Exception as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        return {"error": f"{reason} ({type(error).__name__})"}


for line in sys.stdin.buffer:
    sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
    sys.stdout.flush()
