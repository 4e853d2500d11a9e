"""What `scripts/portal` says while it works: plain lines with the seconds gone by."""

import os
import sys
import threading
import time

_START = time.monotonic()
_LOCK = threading.Lock()


def say(text: str) -> None:
    """One line of progress."""
    put(f"[{time.monotonic() - _START:4.0f} s] {text}\n")


def put(text: str) -> None:
    """Write at once; a reader who has gone away does not stop the work."""
    with _LOCK:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Progress:
    """A line that is renewed: in place on a terminal, else written anew when it changed, at most every five seconds."""

    def __init__(self) -> None:
        self._inline = sys.stdout.isatty()
        self._last = ""
        self._when = 0.0

    def show(self, text: str) -> None:
        """Show the state of the work."""
        now = time.monotonic()
        if text == self._last or (not self._inline and now - self._when < 5):
            return
        self._last, self._when = text, now
        if self._inline:
            put(f"\r\x1b[K[{now - _START:4.0f} s] {text}")
        else:
            say(text)

    def end(self, text: str) -> None:
        """Close the line with its result."""
        if self._inline:
            put("\r\x1b[K")
        say(text)
