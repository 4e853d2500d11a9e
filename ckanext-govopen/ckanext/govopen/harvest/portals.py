"""The portals that this instance knows: configured ones, and those once given as a file."""

import difflib
import logging
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path

from ckanext.govopen import config
from ckanext.govopen.model import StoredPortal
from ckanext.govopen.national import data, regions

from harvesters import portal as portals
from harvesters.portal import Portal, PortalError

log = logging.getLogger(__name__)

SANDBOX = "sandbox_"
CODE = re.compile(r"\w[\w.-]{0,80}")
"""What can be the name of a portal's file."""


def folders() -> list[Path]:
    """Where portal files lie: the project's own, then the operator's."""
    overlay = config.config_dir()
    return [data.DEFAULTS / "portals", *([overlay / "portals"] if overlay else [])]


def known() -> dict[str, Portal]:
    """Every known portal by its code; a file that is wrong is logged and keeps no other from its work."""
    found = {}
    for code, read in sorted(readers().items()):
        try:
            found[code] = read()
        except PortalError as error:
            log.warning("%s", error)
    return found


def find(code: str) -> Portal:
    """The portal of a code; raises PortalError, which names the codes that are near where there is none."""
    if read := reader(code):
        return read()
    near = ", ".join(difflib.get_close_matches(code, sorted(readers()), n=3, cutoff=0.4))
    raise PortalError(code, "", "there is no such portal", f"near are {near}" if near else "see `ckan govopen portals`")


def crawled(portal: Portal) -> Portal:
    """The portal itself; raises PortalError where it is none that can be harvested."""
    if portal.pushed:
        raise PortalError(portal.code, "platform", "the portal pushes its records itself", "there is nothing to harvest")
    return portal


def register(code: str, text: str) -> Portal:
    """Remember the portal that the text of a file describes; raises PortalError."""
    if any(path.stem == code for folder in folders() for path in folder.glob("*.yml")):
        raise PortalError(code, "", "a file of that name describes a portal already", "choose another code")
    with written(code, text) as path:
        return take(path)


def reader(code: str) -> Callable[[], Portal] | None:
    """What reads one portal, looked for at its own place: pages ask for the portal of each dataset."""
    for folder in reversed(folders()) if CODE.fullmatch(code) else ():
        path = folder / f"{code}.yml"
        if path.is_file():
            return partial(from_file, path, path.stat().st_mtime_ns)
    text = StoredPortal.text(code)
    return partial(from_text, code, text) if text is not None else None


def readers() -> dict[str, Callable[[], Portal]]:
    """What reads each portal, by its code: files come before what is stored, the operator's before the project's."""
    stored = {row.code: partial(from_text, row.code, row.yaml) for row in StoredPortal.all()}
    paths = {path.stem: path for folder in folders() for path in folder.glob("*.yml")}
    return {**stored, **{code: partial(from_file, path, path.stat().st_mtime_ns) for code, path in paths.items()}}


@lru_cache(maxsize=1024)
def from_file(path: Path, modified: int) -> Portal:  # noqa: ARG001  (another version of the file is another key)
    """A portal from its file, read once as long as the file stays as it is."""
    return load(path)


def load(path: Path) -> Portal:
    """The portal that a file describes; raises PortalError, also where no list knows its region."""
    portal = portals.load(path)
    others = (regions.NATION, *data.load("vocabularies/places.yaml")["platform_codes"])
    if regions.region(portal.region) is None and portal.region not in others:
        raise PortalError(str(path), "region", f"GB/T 2260 has no division {portal.region}", 'use its six digits, as "640000"')
    return portal


def take(path: Path) -> Portal:
    """The same, remembered for the jobs that follow."""
    portal = load(path)
    StoredPortal.remember(portal.code, path.read_text())
    return portal


@lru_cache(maxsize=1024)
def from_text(code: str, text: str) -> Portal:
    """A portal from the text of its file."""
    with written(code, text) as path:
        return portals.load(path)


@contextmanager
def written(code: str, text: str) -> Iterator[Path]:
    """The file of a portal of which there is only the text: its name is the portal's code."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{code}.yml"
        path.write_text(text)
        yield path


def is_sandbox(code: str) -> bool:
    """Whether a portal is simulated."""
    return code.startswith(SANDBOX)
