"""The resident memory of this process."""

import sys


def peak_bytes():
    """The largest so far. Linux keeps ru_maxrss over exec, so that a child starts with what its parent had; VmHWM is its own."""
    peak = from_status("VmHWM:")
    if peak is not None:
        return peak
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def file_pages():
    """Of it, pages of files such as libraries, as a field of the result, where the system reports them."""
    size = from_status("RssFile:")
    return {} if size is None else {"fileMegabytes": size / 1e6}


def from_status(field):
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            for line in file:
                if line.startswith(field):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None
