"""Files that are checked or repaired while somebody waits, each in a child process; errors are those of `scoring.isolated`."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from ckanext.govopen import config
from ckanext.govopen.harvest import pace
from ckanext.govopen.harvest.files import NotFetched
from ckanext.govopen.harvest.reasons import REASONS
from ckanext.govopen.model import clock
from ckanext.govopen.scoring import isolated

from harvesters.download import download
from harvesters.errors import FetchError
from harvesters.portal import Http

PATIENCE = Http(retries=0, timeout=20.0)
"""How an address is asked that a person typed: no private one, and once only."""


def now() -> str:
    """The time of a check, as reports have it."""
    return str(clock.text(clock.now()))


def report(path: Path, claimed: str | None) -> dict[str, Any]:
    """The report of a file, without texts."""
    return called("examine:report", path=path, declared=claimed)


def seen(path: Path, claimed: str | None) -> dict[str, Any]:
    """The same with a `grid` of the file, as previews are kept."""
    return called("examine:seen", path=path, declared=claimed)


def preview(path: Path, claimed: str | None, accept: Collection[str]) -> dict[str, Any]:
    """What a repair would do."""
    return called("repair:preview", path=path, declared=claimed, accept=list(accept))


def repaired(path: Path, out: Path, claimed: str | None, accept: Collection[str]) -> dict[str, Any]:
    """Repair a file into a folder."""
    return called("repair:apply", path=path, out=out, declared=claimed, accept=list(accept))


def called(function: str, **arguments: Any) -> dict[str, Any]:
    """What a function of the scorer answers."""
    found: dict[str, Any] = isolated.call(f"ckanext.govopen.scoring.{function}", now=now(), **arguments)
    return found


def fetched(url: str, folder: Path) -> Path:
    """The bytes of an address, as politely as all others are asked for; raises NotFetched."""
    target = folder / "file"
    try:
        got = download(url, target, http=PATIENCE, max_bytes=config.check_bytes(), pace=pace.shared())
    except FetchError as error:
        raise NotFetched(REASONS[error.kind], error.kind) from error
    return target.rename(folder / (got.file_name or "file"))
