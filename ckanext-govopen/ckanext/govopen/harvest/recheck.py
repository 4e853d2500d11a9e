"""Files of harvested datasets are asked for again, at the rhythm of their portal: only what changed is fetched and scored."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ckan import model
from ckanext.govopen.harvest import files, portals, sources, upkeep
from ckanext.govopen.model import FileScore, FileSource, PortalState, clock
from ckanext.govopen.model.file_score import OPEN

from harvesters.download import NotModified
from harvesters.errors import HALTS
from harvesters.helpers.dates import LOCAL

MOST = 200
"""Files that one job checks."""


def due(limit: int = MOST) -> dict[str, datetime]:
    """Resources whose file is to be checked now, in the order in which that is done, each with its last check."""
    states, now = PortalState.all(), clock.now()
    known, time = portals.known(), datetime.now(LOCAL).time()
    rhythms = {code: upkeep.rhythm(portal, states.get(code)) for code, portal in known.items()}
    closed = [code for code, portal in known.items() if not portal.http.open_at(time)]
    return FileSource.due({code: now - every for code, every in rhythms.items() if every}, closed, limit)


def check(resource: Mapping[str, Any], package: Mapping[str, Any], last: datetime) -> None:
    """Ask for a file unless somebody did since `last`; what changed is scored as a new file is."""
    source, score = model.Session.get(FileSource, resource["id"]), model.Session.get(FileScore, resource["id"])
    if source is None or source.checked != last or (score and score.state in OPEN):
        return
    if not files.is_scored(resource):
        model.Session.delete(source)
        model.Session.commit()
        return
    with tempfile.TemporaryDirectory(prefix="govopen-") as folder:
        try:
            answered(resource, package, Path(folder))
        except files.NotFetched as reason:
            # A portal that is closed now says nothing of its files.
            if reason.kind not in HALTS:
                files.refuse(resource, package, reason)
                files.finish(package["id"])


def answered(resource: Mapping[str, Any], package: Mapping[str, Any], folder: Path) -> None:
    """Fetch a file if it changed, and take what is new. Raises NotFetched."""
    known = sources.usable(resource, to_copy=files.is_copied(resource, package))
    found = files.fetch(resource, package, folder, known)
    if isinstance(found, NotModified):
        sources.confirmed(resource, found)
        model.Session.commit()
    elif known and found.got and found.got.sha256 == known.sha256:
        sources.confirmed(resource, found.got)
        model.Session.commit()
    else:
        files.take(resource, package, found)
        files.finish(package["id"])


def ask(resource: Mapping[str, Any]) -> bool:
    """Have a file checked at the next occasion; whether its address was ever asked. The caller commits."""
    source = sources.of(resource)
    if source is not None:
        source.asked = clock.now()
    return source is not None
