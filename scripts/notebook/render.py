"""Renders notebooks to HTML, cells only: one job a line on standard input, one JSON text a line in answer.

A job is {notebook, folder}; pictures that the text shows are read from the folder and embedded.
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
for line in sys.stdin.buffer:
    job = json.loads(line)
    notebook = nbformat.from_dict(job["notebook"])
    body, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": job["folder"]}})
    sys.stdout.write(json.dumps(body) + "\n")
    sys.stdout.flush()
