"""Reports of many files in their order, as many made at a time as there are cores; one that cannot be made says why."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ckanext.govopen.national.text import N_
from ckanext.govopen.paths import UnusableError, named, usable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future, ThreadPoolExecutor
    from pathlib import Path

UNREADABLE = N_("The file cannot be read: {reason}.")
AHEAD = 4
"""Files a core that may be done before their turn to be told."""


def now() -> str:
    """The time of a check, to the second, with its zone."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def reports(
    paths: Sequence[Path], declared: str | None, language: str, _: Callable[[str], str]
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The rendered reports of files in their order, with a bar on a terminal."""
    from concurrent.futures import ThreadPoolExecutor

    ahead = AHEAD * (os.cpu_count() or 1)
    waiting: deque[tuple[Path, Future[dict[str, Any]]]] = deque()
    hidden = len(paths) < 2 or not sys.stderr.isatty()
    with (
        ThreadPoolExecutor(os.cpu_count()) as pool,
        stopped_early(pool),
        click.progressbar(length=len(paths), file=sys.stderr, hidden=hidden) as bar,
    ):
        for path in [*paths, *[None] * ahead]:
            if path is not None:
                waiting.append((path, pool.submit(checked, path, declared, language, _)))
            if waiting and (path is None or len(waiting) > ahead):
                done, future = waiting.popleft()
                yield done, future.result()
                bar.update(1)


@contextmanager
def stopped_early(pool: ThreadPoolExecutor) -> Iterator[None]:
    """Ends the reading of files that nobody wants to know of any more."""
    from ckanext.govopen.scoring import isolated

    try:
        yield
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        isolated.stop()
        raise


def checked(path: Path, declared: str | None, language: str, _: Callable[[str], str]) -> dict[str, Any]:
    """The rendered report of one file; one that says why where it could not be made."""
    from ckanext.govopen.scoring import isolated

    arguments: dict[str, Any] = {"declared": declared, "now": now(), "language": language}
    try:
        report = isolated.call("ckanext.govopen.scoring.examine:report", path=usable(path, _), **arguments)
    except (UnusableError, isolated.BrokenOffError, OSError) as error:
        return broken(path, why(error, _))
    return {**report, "file": named(path)}


def broken(path: Path, told: str) -> dict[str, Any]:
    """The report of a file that cannot be checked."""
    from ckanext.govopen.scoring.registry import ruleset
    from ckanext.govopen.scoring.report import unreadable

    return unreadable(named(path), told, ruleset=ruleset(), now=now())


def reason(error: OSError) -> str:
    """What the system says of a file, in a few words."""
    return error.strerror or str(error)


def why(error: Exception, _: Callable[[str], str]) -> str:
    """Why a file could not be worked on: UnusableError, `isolated.BrokenOffError` or OSError in words."""
    from ckanext.govopen.scoring import isolated

    if isinstance(error, isolated.BrokenOffError):
        return _(error.message).format_map(error.params)
    return _(UNREADABLE).format(reason=reason(error)) if isinstance(error, OSError) else str(error)
