"""One resource: its bytes fetched, scored, previewed and its rows loaded."""

import hashlib
import json
import logging
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from ckan import model
from ckan.lib.uploader import get_resource_uploader
from ckan.plugins import toolkit as tk
from ckanext.govopen import config
from ckanext.govopen.bulk import indexing, rows
from ckanext.govopen.files.model import Field
from ckanext.govopen.harvest import alerts, copies, pace, portals, sources
from ckanext.govopen.harvest.reasons import REASONS
from ckanext.govopen.model import (
    Appeal,
    DatasetScore,
    FileCopy,
    FileScore,
    FileScoreHistory,
    FileSource,
    HarvestedRecord,
    clock,
)
from ckanext.govopen.model.dataset_score import REPAIRED_FROM, REPAIRED_ROLE
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring import isolated
from ckanext.govopen.scoring.appeals import applied, personal_columns, standing
from ckanext.govopen.scoring.catalogue import header_print
from ckanext.govopen.uploads import safe_name

from harvesters.download import Download, NotModified, download
from harvesters.errors import HALTS, FetchError
from harvesters.portal import Http, PortalError

log = logging.getLogger(__name__)

ABSENT = N_("The uploaded file is not there")
BROKEN_OFF = {
    "memory": N_("Reading the file takes more memory than is allowed"),
    "time": N_("Reading the file takes longer than is allowed"),
    "crash": N_("The file broke the program that reads it"),
}
KEPT = ("url", "url_type", "format", "last_modified", "source_modified", "source_rows")
FOUND = ("report", "preview", "score", "grade", "stars", "detected_format", "encoding", "row_count", "header", "standing")
TABLES = ("table", "twin")
"""Roles of the files of a repair that hold the table; what describes it or was taken out of it is not scored."""


@dataclass(frozen=True)
class Fetched:
    """A file at hand."""

    path: Path
    rows: int | None
    """The most rows to keep; None for all."""
    got: Download | None = None
    """How it came; None for an upload."""


class NotFetched(Exception):  # noqa: N818  (told to people as it is)
    """Why there are no bytes, as a message to translate; `kind` is that of the fault where an address gave none."""

    def __init__(self, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind


def fingerprint(resource: Mapping[str, Any]) -> str:
    """What the bytes of a resource depend on, as far as its metadata tell, stored or shown.

    CKAN shows another address than it stores for uploads, whose time tells them apart, and where `http://` is missing.
    """
    parts = {key: resource.get(key) or "" for key in KEPT}
    parts["url"] = "" if parts["url_type"] == "upload" else str(parts["url"]).removeprefix("http://")
    modified = parts["last_modified"]
    parts["last_modified"] = modified.isoformat() if isinstance(modified, datetime) else modified
    return hashlib.sha256("\n".join(map(str, parts.values())).encode()).hexdigest()


def is_scored(resource: Mapping[str, Any]) -> bool:
    """Whether a resource is a file that anybody may fetch."""
    mode, access = resource.get("delivery_mode") or "file", resource.get("access") or "open"
    beside = bool(resource.get(REPAIRED_FROM)) and resource.get(REPAIRED_ROLE) not in TABLES
    return bool(resource.get("url")) and mode == "file" and access == "open" and not beside


def score_file(resource: Mapping[str, Any], package: Mapping[str, Any]) -> None:
    """Fetch, score and store; what goes wrong with the file is stored as the reason, never raised."""
    with tempfile.TemporaryDirectory(prefix="govopen-") as folder:
        try:
            take(resource, package, fetched(resource, package, Path(folder)))
        except NotFetched as reason:
            refuse(resource, package, reason)
    finish(package["id"])


def score_again(resource: Mapping[str, Any], package: Mapping[str, Any]) -> None:
    """Score the bytes that were scored before, under the rules in force now; they are fetched only where no portal is asked.

    What goes wrong leaves the old score with its ruleset.
    """
    with tempfile.TemporaryDirectory(prefix="govopen-") as folder:
        try:
            file = at_hand(resource, package, Path(folder))
            if file is None and HarvestedRecord.portal_of(package["id"]) is None:
                file = fetched(resource, package, Path(folder))
            if file:
                take(resource, package, file)
                finish(package["id"])
        except NotFetched as reason:
            log.info("resource %s keeps its score: %s", resource["id"], reason)


def take(resource: Mapping[str, Any], package: Mapping[str, Any], file: Fetched) -> None:
    """Score a file that is at hand and keep its bytes where they are to be kept; the caller commits.

    Those who may change the dataset are told of personal data, once for the same bytes.
    """
    resource_id = str(resource["id"])
    before = model.Session.get(FileScore, resource_id)
    known = before.sha256 if before and before.blocked else None
    with tempfile.TemporaryDirectory(prefix="govopen-") as folder:
        rows_file = Path(folder) / "rows.jsonl"
        found = examined(resource_id, file, declared(resource), rows_file)
        got = file.got
        copied = got is not None and file.rows is None and copies.keep(file.path, got.sha256, got.bytes)
        report = judged(resource_id, found, rows_file)
    values = stored(report, found["preview"])
    if got:
        sources.given(resource, got, copied=copied, personal=values["blocked"])
    FileScore.put(resource_id, package_id=package["id"], source=fingerprint(resource), **values)
    FileScoreHistory.note(resource_id, report)
    if values["blocked"] and known != values["sha256"]:
        alerts.personal(resource, package, personal_columns(report))


def refuse(resource: Mapping[str, Any], package: Mapping[str, Any], reason: NotFetched) -> None:
    """Note why there are no bytes; what was found in those that the same address once gave is kept. The caller commits."""
    resource_id = str(resource["id"])
    FileScore.hold(resource_id)
    kept = reason.kind is not None and noted(resource, reason.kind)
    score = model.Session.get(FileScore, resource_id)
    values: dict[str, Any] = {"state": "failed", "error": str(reason), **dict.fromkeys(FOUND), "blocked": False}
    if kept and score and score.report:
        values = {"state": "done", "error": None, "checked": score.checked}
    FileScore.put(resource_id, package_id=package["id"], source=fingerprint(resource), **values)


def noted(resource: Mapping[str, Any], kind: str) -> bool:
    """Note why an address gave nothing; whether what is known of it is still worth showing. The caller commits."""
    return sources.postponed(resource) if kind in HALTS else sources.broken(resource, kind)


def finish(package_id: str) -> None:
    """Let the dataset have the score of its best file, and the index know."""
    DatasetScore.renew(package_id)
    model.Session.commit()
    indexing.renew(package_id)


def fetch(
    resource: Mapping[str, Any],
    package: Mapping[str, Any],
    folder: Path,
    known: FileSource | None = None,
    largest: int | None = None,
) -> Fetched | NotModified:
    """The bytes of a resource under its own file name, unless they are those that are known; raises NotFetched.

    A linked file of more than `largest` bytes (None: those of the settings) is not fetched to its end.
    """
    if resource.get("url_type") == "upload":
        path = Path(get_resource_uploader(dict(resource)).get_path(resource["id"]))
        if not path.exists():
            raise NotFetched(ABSENT)
        # Uploads lie under the id of their resource; a report speaks of the file's own name.
        named = folder / safe_name(unquote(str(resource["url"]).rpartition("/")[2]))
        named.symlink_to(path)
        return Fetched(named, None)
    http, most = terms(resource, package)
    target = folder / "file"
    limits = {"http": http, "max_bytes": largest or config.file_bytes(), "pace": pace.shared()}
    conditions = {name: getattr(known, name, None) for name in ("etag", "last_modified")}
    try:
        got = download(resource["url"], target, **limits, **conditions)
    except FetchError as error:
        log.info("resource %s was not fetched: %s", resource["id"], error.message)
        raise NotFetched(REASONS[error.kind], error.kind) from error
    if isinstance(got, NotModified):
        return got
    named = folder / (got.file_name or "file")
    return Fetched(target.rename(named), most, got)


def fetched(resource: Mapping[str, Any], package: Mapping[str, Any], folder: Path, largest: int | None = None) -> Fetched:
    """The bytes of a resource, whatever is known of them; raises NotFetched."""
    return cast("Fetched", fetch(resource, package, folder, largest=largest))


def at_hand(resource: Mapping[str, Any], package: Mapping[str, Any], folder: Path) -> Fetched | None:
    """The bytes that were last checked, where they lie here: an upload, or a copy; None where they have to be fetched."""
    if resource.get("url_type") == "upload":
        return fetched(resource, package, folder)
    known = sources.of(resource)
    row = model.Session.get(FileCopy, known.sha256) if known and known.copied else None
    if row is None or known is None:
        return None
    target = folder / (known.file_name or "file")
    try:
        with target.open("wb") as file:
            file.writelines(copies.read(row))
    except (copies.NoStorage, OSError):
        log.exception("the copy of resource %s could not be read", resource["id"])
        return None
    return Fetched(target, None)


def is_copied(resource: Mapping[str, Any], package: Mapping[str, Any]) -> bool:
    """Whether the bytes of a resource are kept here: those of a portal of which all rows are."""
    return resource.get("url_type") != "upload" and terms(resource, package)[1] is None


def terms(resource: Mapping[str, Any], package: Mapping[str, Any]) -> tuple[Http, int | None]:
    """How a linked file may be fetched, and how many of its rows are kept (None for all).

    The configuration of the portal decides that the dataset was harvested from, whatever its metadata claim; it opens
    private addresses on the portal's own host alone. An address that a person typed is fetched as any other.
    """
    code = HarvestedRecord.portal_of(package["id"])
    try:
        portal = portals.find(code) if code else None
    except PortalError:
        portal = None
    if portal is None:
        return Http(), config.preview_rows()
    own = urlsplit(resource["url"]).netloc == urlsplit(portal.url).netloc
    http = replace(portal.http, allow_private=portal.http.allow_private and own)
    return http, None if portal.aggregation == "physical" else config.preview_rows()


def declared(resource: Mapping[str, Any]) -> str | None:
    """The format that the publisher claims."""
    return str(resource["format"]).lower() if resource.get("format") else None


def examined(resource_id: str, file: Fetched, claimed: str | None, rows_file: Path) -> dict[str, Any]:
    """`report`, `preview` and `fields` of a file, whose rows go into `rows_file`. One reading for all.

    The file is read in a child process. Raises NotFetched where that was stopped or broke.
    """
    arguments = {"path": file.path, "declared": claimed, "now": clock.text(clock.now()), "rows": rows_file, "most": file.rows}
    try:
        found: dict[str, Any] = isolated.call("ckanext.govopen.scoring.examine:whole", **arguments)
    except isolated.BrokenOffError as error:
        log.warning("resource %s could not be read: %s", resource_id, error)
        raise NotFetched(BROKEN_OFF[error.kind]) from error
    return found


def judged(resource_id: str, found: Mapping[str, Any], rows_file: Path) -> dict[str, Any]:
    """The report of a file with its appeals counted in, and its rows in the DataStore, unless they are to be blocked.

    It takes long to read a file and to load its rows: what was decided on an appeal meanwhile counts, and nothing more is
    decided before the caller commits.
    """
    loaded: bool | None = None
    while True:
        FileScore.hold(resource_id)
        report = applied(found["report"], Appeal.standing(resource_id))
        shown = not personal_columns(report)
        if shown == loaded:
            return report
        model.Session.commit()
        load_rows(resource_id, found["fields"] if shown else None, rows_file)
        loaded = shown


def stored(report: dict[str, Any], preview: Any) -> dict[str, Any]:
    """What is stored of a report; of a file with personal data in clear, unless its publisher says that they are none, there
    is no preview."""
    main = report["tables"][0] if report["tables"] else None
    blocked = bool(personal_columns(report))
    return {
        "state": "done",
        "error": None,
        "sha256": report["sha256"],
        "bytes": report["bytes"],
        "score": report["score"],
        "grade": report["grade"],
        "stars": report["stars"],
        "detected_format": report["format"]["detected"],
        "encoding": report["format"]["encoding"],
        "row_count": main["rows"] if main else None,
        "ruleset": report["ruleset"],
        "header": header_print([field["label"] for field in main["fields"]]) if main else None,
        "blocked": blocked,
        "standing": sorted(standing(report)),
        "report": report,
        "preview": None if blocked else preview,
    }


def load_rows(resource_id: str, fields: list[dict[str, Any]] | None, rows_file: Path) -> None:
    """The rows of the main table into the DataStore; a file without one leaves none there."""
    if fields is None:
        rows.remove(resource_id)
        return
    named = [Field(**field) for field in fields]
    try:
        try:
            rows.load(resource_id, named, stored_rows(rows_file), None)
        except tk.ValidationError:
            # A word or a unit stands in a column of numbers (`75.6毫米`): then the rows are text.
            rows.load(resource_id, named, stored_rows(rows_file), None, typed=False)
    except (tk.ValidationError, tk.ObjectNotFound):  # the latter where a decision has just taken them away
        log.warning("the rows of resource %s were not taken by the data store", resource_id)
        rows.remove(resource_id)


def stored_rows(rows_file: Path) -> Iterator[list[str | None]]:
    """The rows that a child has written."""
    with rows_file.open("rb") as file:
        for line in file:
            yield json.loads(line)
