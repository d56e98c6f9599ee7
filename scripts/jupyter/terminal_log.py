"""Which of JupyterLab's messages a person at the terminal should see, in plain words."""

import logging
import re
import sys
import time

# Begins a line for the terminal; nothing else prints this control character at a line's start.
MARK = "\x1e"
# Below an error, but of use: another address than the one asked for, an option without effect.
SHOWN = re.compile(r"The port \d+ is already in use|Permission to listen on port|Unrecognized |Config option ")
# Jupyter logs a failed request in three records: the error itself, headers as JSON, and the address.
HEADERS = re.compile(r"\s*\{")
REQUEST = re.compile(r"(5\d\d) ([A-Z]+) (\S+)")
SAVING = "Error while saving file: %s %s"
# The address, and an end on request: `npm start` says both itself.
SAID = re.compile(r"\s*To access the server|received signal|Shutting down on")
# A browser tab that was closed while something was being sent to it.
GONE = {"WebSocketClosedError", "StreamClosedError", "CancelledError"}
# Seconds in which a failed request belongs to the error before it.
TOGETHER = 2


class TerminalHandler(logging.Handler):
    """Writes a line for each record that matters, without its traceback."""

    last = 0.0

    def emit(self, record):
        text = in_words(record)
        now = time.monotonic()
        if text is None or (REQUEST.match(record.getMessage()) and now - TerminalHandler.last < TOGETHER):
            return
        TerminalHandler.last = now
        sys.stderr.write(f"{MARK}{text}\n")
        sys.stderr.flush()


def in_words(record):
    """What a record means to a person in one line; None when it needn't be seen."""
    message = record.getMessage()
    if record.levelno < logging.ERROR:
        return first_line(message) if SHOWN.match(message) else None
    kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
    if HEADERS.match(message) or SAID.match(message) or kind in GONE:
        return None
    if record.msg == SAVING:
        path, error = record.args
        return f"{path} could not be saved: {reason_of(error)}"
    request = REQUEST.match(message)
    if request:
        return f"The request {request[2]} {request[3]} failed ({request[1]})"
    return first_line(message) + (f": {kind}: {first_line(str(record.exc_info[1]))}" if kind else "")


def reason_of(error):
    if isinstance(error, UnicodeEncodeError):
        half = error.object[error.start].encode("unicode_escape").decode()
        return f"it contains half a character ({half}); clear the output or text that contains it"
    return getattr(error, "strerror", None) or first_line(str(error))


def first_line(text):
    return (text.strip().splitlines() or [""])[0]
