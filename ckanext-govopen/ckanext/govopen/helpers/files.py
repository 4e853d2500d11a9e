"""The files of a dataset with what the scorer knows of them."""

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit as tk
from ckanext.govopen import config
from ckanext.govopen.harvest.files import is_scored
from ckanext.govopen.helpers.labels import govopen_label
from ckanext.govopen.model.dataset_score import REPAIRED_FROM

REPORTS = 12
"""Files of a dataset whose reports are read for its page; the others show their score only."""

NO_FILES = frozenset({"api", "link", "file"})
"""What sources say instead of a format."""

Dict = dict[str, Any]


def govopen_file(resource: Mapping[str, Any], *, grid: bool = True) -> Dict:
    """`resource, state, report, error, grid` of one file."""
    known = tk.get_action("govopen_score_show")({}, {"id": resource["id"]})
    shown = tk.get_action("govopen_preview_show")({}, {"id": resource["id"]}) if grid and known["report"] else {}
    return {"resource": resource, **known, "state": _state(resource, known), "grid": shown.get("grid"), "best": False}


def govopen_dataset_score(package: Mapping[str, Any]) -> Dict:
    """The score of a dataset and what it is made of: the answer of `govopen_score_show`."""
    known: Dict = tk.get_action("govopen_score_show")({}, {"id": package["id"]})
    return known


def govopen_file_source(resource: Mapping[str, Any]) -> Dict:
    """What became of the address of a file, and its copy: the answer of `govopen_file_show`."""
    known: Dict = tk.get_action("govopen_file_show")({}, {"id": resource["id"]})
    return known


def govopen_files(package: Mapping[str, Any], score: Mapping[str, Any]) -> list[Dict]:
    """The files of a dataset, with its score, in their order; `best` marks the one to take first, which alone carries its
    grid."""
    resources = package.get("resources", [])
    best = max(resources, key=_worth, default=None)
    files = [govopen_file(resource, grid=resource is best) for resource in resources[:REPORTS]]
    states = {file["id"]: file for file in score["files"]}
    files += [_unread(resource, states.get(resource["id"])) for resource in resources[REPORTS:]]
    return [{**file, "best": file["resource"] is best} for file in files]


def govopen_formats(package: Mapping[str, Any]) -> list[str]:
    """Short names of the formats of a dataset, the detected one where it is known, each once, in the files' order."""
    codes = [_format(resource) for resource in package.get("resources", [])]
    return list(dict.fromkeys(govopen_format(code) for code in codes if code))


def govopen_format(code: str | None) -> str:
    """A format in one word: its own name (`CSV`), or the word for what is no file; empty for none."""
    if not code:
        return ""
    return govopen_label("formats", code) if code.lower() in NO_FILES else code.upper()


def govopen_rows(package: Mapping[str, Any]) -> int | None:
    """Rows of the largest file that was read, else what the source says of the dataset; `None` where nobody knows."""
    counted = [int(resource.get("row_count") or 0) for resource in package.get("resources", [])]
    return max(counted, default=0) or int(package.get("record_count") or 0) or None


def govopen_kept_rows(resource: Mapping[str, Any]) -> int | None:
    """How many rows of a file that lies elsewhere can be called, where these are not all; else `None`."""
    kept = config.preview_rows()
    is_linked = resource.get("url_type") != "upload" and not resource.get("copy_url")
    return kept if is_linked and int(resource.get("row_count") or 0) > kept else None


def _worth(resource: Mapping[str, Any]) -> tuple[bool, bool, float]:
    open_file = (resource.get("access") or "open") == "open" and resource.get("delivery_mode") in (None, "", "file")
    # A repaired copy never stands for what the publisher offers.
    return open_file, not resource.get(REPAIRED_FROM), -1 if resource.get("score") is None else float(resource["score"])


def _state(resource: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """The state of a file; what a repair made and is not scored yet waits, or is never scored: `beside` the table."""
    if resource.get(REPAIRED_FROM) and known["state"] == "none":
        return "queued" if is_scored(resource) else "beside"
    return str(known["state"])


def _unread(resource: Mapping[str, Any], known: Mapping[str, Any] | None) -> Dict:
    """A file whose report is not read."""
    state = _state(resource, known or {"state": "none"})
    return {"resource": resource, "state": state, "report": None, "error": None, "grid": None}


def _format(resource: Mapping[str, Any]) -> str | None:
    if resource.get("delivery_mode") == "api":
        return "api"
    return resource.get("detected_format") or resource.get("format")
