"""The paths that are given to the tool: which of them can be read, and how they are named."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from ckanext.govopen.national.text import N_
from ckanext.govopen.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MISSING = N_("There is no such file.")
FOLDER = N_("This is a folder; add --recursive to check the files in it.")
SPECIAL = N_("This is a pipe, a device or a socket, not a file.")


class UnusableError(Exception):
    """A path that cannot be checked, with the reason for people."""


def named(path: Path) -> str:
    """A path as text, whatever bytes its name has."""
    return str(path).encode("utf-8", "replace").decode()


def shown(path: Path) -> str:
    """A path as one harmless line."""
    return harmless(named(path))


def usable(path: Path, _: Callable[[str], str]) -> Path:
    """The path of a regular file; raises UnusableError."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise UnusableError(_(MISSING)) from error
    if stat.S_ISDIR(mode):
        raise UnusableError(_(FOLDER))
    if not stat.S_ISREG(mode):
        raise UnusableError(_(SPECIAL))
    return path


def expanded(paths: Sequence[Path], *, recursive: bool) -> Iterator[Path]:
    """The files to check: folders are walked in the order of names."""
    for path in paths:
        if recursive and path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.is_file())
        else:
            yield path
