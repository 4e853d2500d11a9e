"""What the addresses of files answered: kept from one check to the next, beside what was found in the bytes."""

from collections.abc import Mapping
from typing import Any

from ckan import model
from ckanext.govopen.harvest import copies
from ckanext.govopen.model import FileScore, FileScoreHistory, FileSource, clock
from ckanext.govopen.scoring.registry import ruleset

from harvesters.download import Download, NotModified

UNKNOWN = {"sha256": None, "etag": None, "last_modified": None, "file_name": None, "copied": False, "personal": False}
WORKS = {"error": None, "broken_since": None}
UNCHANGED = 304


def given(resource: Mapping[str, Any], got: Download, *, copied: bool, personal: bool) -> None:
    """An address gave bytes, which were scored; the caller commits."""
    answer = {name: getattr(got, name) for name in ("sha256", "etag", "last_modified", "file_name", "status")}
    put(resource, **answer, **WORKS, copied=copied, personal=personal)


def confirmed(resource: Mapping[str, Any], answer: Download | NotModified) -> None:
    """An address gave the bytes that are known already, or said that it would; the caller commits."""
    status = answer.status if isinstance(answer, Download) else UNCHANGED
    put(resource, etag=answer.etag, last_modified=answer.last_modified, status=status, **WORKS)


def broken(resource: Mapping[str, Any], kind: str) -> bool:
    """An address gave nothing; whether what is known of it is still worth showing. The caller commits."""
    known = of(resource)
    since = known.broken_since if known and known.broken_since else clock.now()
    put(resource, status=None, error=kind, broken_since=since, **({} if known else UNKNOWN))
    return known is not None and known.sha256 is not None


def postponed(resource: Mapping[str, Any]) -> bool:
    """A portal that is closed was not asked: an occasion will come. Answers as `broken` does; the caller commits."""
    known = of(resource)
    checked = known.checked if known else clock.now()
    put(resource, checked=checked, asked=clock.now(), **({} if known else UNKNOWN | WORKS | {"status": None}))
    return known is not None and known.sha256 is not None


def of(resource: Mapping[str, Any]) -> FileSource | None:
    """What is known of a resource's address, which is none where it has another one now."""
    found = model.Session.get(FileSource, resource["id"], populate_existing=True)
    return found if found and found.url == resource["url"] else None


def usable(resource: Mapping[str, Any], *, to_copy: bool) -> FileSource | None:
    """What is known of an address, as long as nothing would be missing if its bytes were not fetched again.

    A score under an older ruleset is missing too: so linked files are judged again at the rhythm of their portal.
    """
    known, score = of(resource), model.Session.get(FileScore, resource["id"])
    if known is None or score is None or score.state != "done" or score.sha256 != known.sha256:
        return None
    if score.ruleset != ruleset() and not FileScoreHistory.is_later(score.ruleset, ruleset()):
        return None
    if known.copied != to_copy or (to_copy and not copies.holds(known.sha256)):
        return None
    return known


def put(resource: Mapping[str, Any], **values: Any) -> None:
    """Store what is known of a resource's address."""
    FileSource.put(str(resource["id"]), url=resource["url"], **values)
