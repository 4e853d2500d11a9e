"""One resource: its bytes fetched, scored, previewed and its rows loaded."""

import hashlib
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ckan import model
from ckan.lib.uploader import get_resource_uploader
from ckan.plugins import toolkit as tk
from ckanext.govopen import config
from ckanext.govopen.bulk import indexing, rows
from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.files.preview import profile_grid
from ckanext.govopen.files.profile import opened
from ckanext.govopen.files.tables import NoTableError, main_table
from ckanext.govopen.harvest import copies, pace, portals, sources
from ckanext.govopen.harvest.reasons import REASONS
from ckanext.govopen.model import DatasetScore, FileScore, FileSource, HarvestedRecord
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.check import check_profile

from harvesters.download import Download, NotModified, download
from harvesters.errors import HALTS, FetchError
from harvesters.portal import Http, PortalError

log = logging.getLogger(__name__)

ABSENT = N_("The uploaded file is not there")
KEPT = ("url", "url_type", "format", "last_modified", "source_modified", "source_rows")
FOUND = ("report", "preview", "score", "grade", "stars", "detected_format", "encoding", "row_count")
PERSONAL = "P01"
"""The rule whose finding keeps a copy from the public."""


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
    return bool(resource.get("url")) and mode == "file" and access == "open"


def score_file(resource: Mapping[str, Any], package: Mapping[str, Any]) -> None:
    """Fetch, score and store; what goes wrong with the file is stored as the reason, never raised."""
    with tempfile.TemporaryDirectory(prefix="govopen-") as folder:
        try:
            file = fetch(resource, package, Path(folder))
            if isinstance(file, Fetched):
                take(resource, package, file)
        except NotFetched as reason:
            refuse(resource, package, reason)
    finish(package["id"])


def take(resource: Mapping[str, Any], package: Mapping[str, Any], file: Fetched) -> None:
    """Score a file that is at hand and keep its bytes where they are to be kept; the caller commits."""
    resource_id = str(resource["id"])
    values = examined(resource_id, file, declared(resource))
    if file.got:
        copied = file.rows is None and copies.keep(file.path, file.got.sha256, file.got.bytes)
        personal = any(finding["rule"] == PERSONAL for finding in values["report"]["findings"])
        sources.given(resource, file.got, copied=copied, personal=personal)
    FileScore.put(resource_id, package_id=package["id"], source=fingerprint(resource), **values)


def refuse(resource: Mapping[str, Any], package: Mapping[str, Any], reason: NotFetched) -> None:
    """Note why there are no bytes; what was found in those that the same address once gave is kept. The caller commits."""
    resource_id = str(resource["id"])
    kept = reason.kind is not None and noted(resource, reason.kind)
    score = model.Session.get(FileScore, resource_id)
    values: dict[str, Any] = {"state": "failed", "error": str(reason), **dict.fromkeys(FOUND)}
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
    resource: Mapping[str, Any], package: Mapping[str, Any], folder: Path, known: FileSource | None = None
) -> Fetched | NotModified:
    """The bytes of a resource under its own file name, unless they are those that are known; raises NotFetched."""
    if resource.get("url_type") == "upload":
        path = Path(get_resource_uploader(dict(resource)).get_path(resource["id"]))
        if not path.exists():
            raise NotFetched(ABSENT)
        return Fetched(path, None)
    http, most = terms(resource, package)
    target = folder / "file"
    limits = {"http": http, "max_bytes": config.file_bytes(), "pace": pace.shared()}
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


def examined(resource_id: str, file: Fetched, claimed: str | None) -> dict[str, Any]:
    """Report, overlay and preview of a file, as they are stored; its rows go into the DataStore. One reading for all."""
    with opened(file.path, declared=claimed) as profile:
        report = check_profile(profile, now=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        preview = profile_grid(profile)
        load_rows(resource_id, profile, file.rows)
    main = report["tables"][0] if report["tables"] else None
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
        "report": report,
        "preview": preview,
    }


def load_rows(resource_id: str, profile: FileProfile, most: int | None) -> None:
    """The main table into the DataStore; a file without one leaves none there."""
    try:
        table = main_table(profile)
        try:
            rows.load(resource_id, table.fields, table.rows(), most)
        except tk.ValidationError:
            # A word or a unit stands in a column of numbers (`75.6毫米`): then the rows are text.
            rows.load(resource_id, table.fields, table.rows(), most, typed=False)
    except NoTableError:
        rows.remove(resource_id)
    except tk.ValidationError:
        log.warning("the rows of resource %s were not taken by the data store", resource_id)
        rows.remove(resource_id)
