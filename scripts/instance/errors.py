"""The one kind of failure that people see, and what a log says of its cause."""

import errno
import re
import shutil
from pathlib import Path

SPARE = 1_000_000
DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
OFFLINE = re.compile(
    r"Temporary failure (in name resolution|resolving)|Name or service not known|Could not resolve"
    r"|Network is unreachable|No route to host|Connection (refused|timed out|reset)|Failed to fetch|Failed to transfer"
    r"|NewConnectionError|ConnectTimeout|Failed to establish a new connection|ProxyError|Cannot connect to proxy"
    r"|UnknownHostException|Unknown host|Could not transfer artifact",
    re.IGNORECASE,
)
NO_SPACE = re.compile(r"No space left on device|Disk quota exceeded|not enough free space", re.IGNORECASE)


class Trouble(Exception):  # noqa: N818  (read aloud: "there was trouble")
    """A failure told in one sentence that names cause and remedy."""


def from_os_error(error: OSError) -> Trouble:
    """The sentence for an error of the operating system."""
    place = error.filename or "the instance folder"
    if error.errno in DISK_FULL:
        return Trouble(f"The disk is full at {place}: free some space and call again.")
    if error.errno in CLOSED:
        return Trouble(f"{place} cannot be written: give yourself the right to, or set GOVOPEN_VAR to a folder of your own.")
    return Trouble(f"{place}: {error.strerror or error}.")


def from_log(what: str, log: Path, said: str = "", *, network: bool = False) -> Trouble:
    """The sentence for a command that failed, from the last part of what it wrote.

    `what` is the subject and verb of the sentence, such as "Installing Python packages failed"; `said` the part of the
    log in which the reason stands, when that is known; `network` says that the command needs the network, so that its
    absence is looked for among the causes.
    """
    text = log.read_text(errors="replace")[-20_000:] if log.exists() else ""
    if NO_SPACE.search(text) or shutil.disk_usage(log.parent).free < SPARE:
        return Trouble(f"{what}: the disk is full; free some space and call again (its output is in {log}).")
    if network and OFFLINE.search(text):
        return Trouble(f"{what}: the network cannot be reached; check it and call again (its output is in {log}).")
    return Trouble(f"{what}: {last_line(said or text)}; mend that and call again (its output is in {log}).")


def last_line(text: str) -> str:
    """The last line that says something, without its colours; a line of a Java stack trace says nothing."""
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if not re.match(r"at [\w.$/]+\(|\.\.\. \d+ more", line)]
    return next((line for line in reversed(lines) if line), "it gave no reason").rstrip(".")
