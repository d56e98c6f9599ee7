"""The frame of a measured process: its start, a warm-up, the measurement, and one line with the result."""

import json
import sys
import time

from peak_memory import file_pages, peak_bytes


def report(job, measured, versions):
    """Prints what `measured()` returns, with the times and the memory around it.

    Called once everything is imported, which counts as the start. `measured(head)` is for the warm-up: the same with
    that many rows. `versions` are those of the packages, by name; Python's is added."""
    start_seconds = time.time() - job["startedAt"] / 1000
    start_megabytes = peak_bytes() / 1e6
    warming = time.perf_counter()
    if job["warmUpRows"]:
        measured(job["warmUpRows"])
    warm_up_seconds = time.perf_counter() - warming
    result = {
        "startSeconds": start_seconds,
        "warmUpSeconds": warm_up_seconds,
        "startMegabytes": start_megabytes,
        **measured(),
        "peakMegabytes": peak_bytes() / 1e6,
        **file_pages(),
        "versions": {"python": ".".join(map(str, sys.version_info[:3])), **versions},
    }
    print("BENCH-RESULT " + json.dumps(result))
