"""The portals that this instance knows: configured ones, and those once given as a file."""

import difflib
import logging
import tempfile
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

from ckanext.govopen import config
from ckanext.govopen.model import StoredPortal
from ckanext.govopen.national import data, regions

from harvesters import portal as portals
from harvesters.portal import Portal, PortalError

log = logging.getLogger(__name__)

SANDBOX = "sandbox_"


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
    known_codes = readers()
    if code in known_codes:
        return known_codes[code]()
    near = ", ".join(difflib.get_close_matches(code, sorted(known_codes), n=3, cutoff=0.4))
    raise PortalError(code, "", "there is no such portal", f"near are {near}" if near else "see `ckan govopen portals`")


def readers() -> dict[str, Callable[[], Portal]]:
    """What reads each portal, by its code: files come before what is stored, the operator's before the project's."""
    stored = {row.code: partial(from_text, row.code, row.yaml) for row in StoredPortal.all()}
    paths = {path.stem: path for folder in folders() for path in folder.glob("*.yml")}
    return {**stored, **{code: partial(from_file, path, path.stat().st_mtime_ns) for code, path in paths.items()}}


@lru_cache(maxsize=1024)
def from_file(path: Path, modified: int) -> Portal:  # noqa: ARG001  (another version of the file is another key)
    """A portal from its file, read once as long as the file stays as it is."""
    return portals.load(path)


def take(path: Path) -> Portal:
    """The portal that a file describes, remembered for the jobs that follow; raises PortalError."""
    portal = portals.load(path)
    if regions.region(portal.region) is None and portal.region != regions.NATION:
        raise PortalError(str(path), "region", f"GB/T 2260 has no division {portal.region}", 'use its six digits, as "640000"')
    StoredPortal.remember(portal.code, path.read_text())
    return portal


@lru_cache(maxsize=1024)
def from_text(code: str, text: str) -> Portal:
    """A portal from the text of its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{code}.yml"
        path.write_text(text)
        return portals.load(path)


def is_sandbox(code: str) -> bool:
    """Whether a portal is simulated."""
    return code.startswith(SANDBOX)
