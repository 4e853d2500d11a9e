"""What the scorer found in files, and what it makes of their datasets."""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.action import appeal
from ckanext.govopen.model import Appeal, DatasetScore, FileScore, FileScoreHistory, clock
from ckanext.govopen.model.dataset_score import REPAIRED_BYTES, REPAIRED_FROM, original, scored_files
from ckanext.govopen.model.file_score import OPEN
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.appeals import PERSONAL, personal_columns
from ckanext.govopen.scoring.dataset import after_repair
from ckanext.govopen.scoring.registry import ruleset
from ckanext.govopen.scoring.report import render

Dict = dict[str, Any]

BLOCKED = N_("This file is not shown for now: its publisher has been asked to look at it.")
"""What the public is told of a file with personal data: nothing that leads to them."""
TOLD = N_("Its publisher has been told which column it is, and how to mend it.")
UNSEEN = N_("This file has just arrived and is checked first. Try again in a minute.")
"""What the public is told of an upload until its first check."""


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_score_show(context: Context, data_dict: Dict) -> Dict:
    """Show the score of a file with its report, or that of a dataset with those of its files.

    :param id: id of a resource, or id or name of a dataset
    :type id: string
    :returns: Of a resource: `kind` (file), `id`, `state` (none, queued, done, failed, blocked), `report` (null unless it was
        scored) with title, message and help in the reader's language and `appealed` for each finding, `error` (why it could
        not be scored or is not shown, or null), `score, grade, stars`, the `ruleset` of that score and whether it is
        `outdated`, `checked`, `blocked` (it holds personal data in clear) with the `columns` (told to those only who may
        change the dataset), `history` (`sha256, ruleset, score, grade, checked`, newest first), `appeals` (as in
        `govopen_appeal_list`), `repaired_from` (the resource it was repaired from, or null) and `repaired` (what a repair made
        of it: `id, name, format, score, grade`, and `outdated` where the file has other bytes by now).
        Of a dataset: `kind` (dataset), `id, name, state, score, grade, stars`, the `best` file whose score it is, the
        `penalty` for the files in `misleading`, `metadata_score` and `findings` of the rules about datasets with the time
        `examined`, `files` (`id, name, state, score, grade, stars, ruleset, outdated, blocked, repaired_from`),
        `after_repair` (the best repaired copy: `id, original, score, grade`, or null) and `appeals`.
    :rtype: dictionary
    :raises NotFound: no resource or dataset has that id
    """
    tk.check_access("govopen_score_show", context, data_dict)
    resource = model.Resource.get(data_dict["id"])
    if resource is not None and resource.state == "active":
        return file_shown(context, resource)
    package = model.Package.get(data_dict["id"])
    if package is None or package.state != "active":
        raise tk.ObjectNotFound(tk._("Resource was not found."))
    return dataset_shown(context, package)


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_preview_show(context: Context, data_dict: Dict) -> Dict:
    """Show the first rows of a file as they lie in it, personal columns masked.

    :param id: id of the resource
    :type id: string
    :returns: `grid` (null where the file has no table, or holds personal data in clear): `sheet`, `first`, `columns`
        (letters), `rows` (each `n`, the row's number in the original, and `cells`)
    :rtype: dictionary
    :raises NotFound: no resource has that id
    """
    tk.check_access("govopen_preview_show", context, data_dict)
    resource = model.Resource.get(data_dict["id"])
    if resource is None or resource.state != "active":
        raise tk.ObjectNotFound(tk._("Resource was not found."))
    row = model.Session.get(FileScore, resource.id)
    return {"grid": row.preview if row and not row.blocked else None}


def file_shown(context: Context, resource: model.Resource) -> Dict:
    """The score of a file as the API shows it."""
    row = model.Session.get(FileScore, resource.id)
    editor = bool(row and row.blocked) and may_edit(context, resource.package_id)
    columns = personal_columns(row.report) if row and row.report and editor else []
    return {
        "kind": "file",
        "id": resource.id,
        "state": state_of(row),
        "report": report_of(row, editor=editor),
        "error": error_of(row),
        **number_of(row),
        "checked": clock.text(row.checked) if row and row.report else None,
        "columns": columns,
        "history": FileScoreHistory.of(resource.id),
        "appeals": appeal.shown(context, Appeal.of(resource_id=resource.id)),
        REPAIRED_FROM: original(resource.extras),
        "repaired": repaired(resource),
    }


def state_of(row: FileScore | None) -> str:
    """What became of a file, in one word."""
    if row is None:
        return "none"
    if row.blocked:
        return "blocked"
    return "queued" if row.state in OPEN else str(row.state)


def error_of(row: FileScore | None) -> str | None:
    """Why a file has no score, or is not shown."""
    if row is None or not (row.blocked or row.error):
        return None
    return str(tk._(BLOCKED if row.blocked else row.error))


def number_of(row: FileScore | None) -> Dict:
    """The score of a file, the ruleset that it comes from, and whether cells of the file are kept from the public."""
    values = {name: getattr(row, name) if row else None for name in ("score", "grade", "stars", "ruleset")}
    outdated = bool(row and row.report and row.ruleset != ruleset())
    return {**values, "outdated": outdated, "blocked": bool(row and row.blocked)}


def report_of(row: FileScore | None, *, editor: bool) -> Dict | None:
    """A stored report in the reader's language."""
    if row is None or row.report is None:
        return None
    report = render(row.report, tk._)
    findings = [{**one, "appealed": bool(one.get("appealed"))} for one in report["findings"]]
    if not row.blocked or editor:
        return {**report, "findings": findings}
    tables = [{**one, "fields": [{**field, "personal": None} for field in one["fields"]]} for one in report["tables"]]
    return {**report, "tables": tables, "findings": discreet(findings)}


def discreet(findings: Sequence[Dict]) -> list[Dict]:
    """Findings as the public is told of them: of those of personal data one, and not where or how many there are."""
    personal = [one for one in findings if one["rule"] == PERSONAL]
    if not personal:
        return list(findings)
    first = next((one for one in personal if not one["appealed"]), personal[0])
    told = {"message": tk._(BLOCKED), "help": tk._(TOLD), "params": {}, "examples": [], "count": 1}
    points = round(sum(one["points"] for one in personal), 2)
    one = {**first, **told, "where": dict.fromkeys(first["where"]), "points": points}
    return [one if other is first else other for other in findings if other is first or other["rule"] != PERSONAL]


def repaired(resource: model.Resource) -> list[Dict]:
    """The files that a repair made of a resource."""
    found = [one for one in resource.package.resources if original(one.extras) == resource.id]
    rows = rows_of(resource.package_id) if found else {}
    bytes_now = getattr(rows.get(resource.id), "sha256", None)
    return [
        {"id": one.id, "name": one.name, "format": one.format, "outdated": one.extras.get(REPAIRED_BYTES) != bytes_now}
        | {name: getattr(rows.get(one.id), name, None) for name in ("score", "grade")}
        for one in found
    ]


def dataset_shown(context: Context, package: model.Package) -> Dict:
    """The score of a dataset as the API shows it."""
    row = model.Session.get(DatasetScore, package.id)
    rows = rows_of(package.id)
    files = [file_line(resource, rows.get(resource.id)) for resource in package.resources]
    names = ("score", "grade", "stars", "best", "metadata_score")
    queued = any(one.state in OPEN for one in rows.values())
    return {
        "kind": "dataset",
        "id": package.id,
        "name": package.name,
        "state": "queued" if queued else "done" if row else "none",
        **{name: getattr(row, name, None) for name in names},
        "penalty": row.penalty if row else 0,
        "misleading": (row.misleading if row else None) or [],
        "findings": render({"findings": (row.findings if row else None) or []}, tk._)["findings"],
        "examined": clock.text(row.examined) if row else None,
        "files": files,
        "after_repair": best_repair(package.id),
        "appeals": appeal.shown(context, Appeal.of(package_id=package.id)),
    }


def file_line(resource: model.Resource, row: FileScore | None) -> Dict:
    """A file among those of its dataset."""
    known = {"id": resource.id, "name": resource.name, "state": state_of(row)}
    return {**known, **number_of(row), REPAIRED_FROM: original(resource.extras)}


def best_repair(package_id: str) -> Dict | None:
    """The best of what repairs made of a dataset's files."""
    best = after_repair(scored_files(package_id))
    return {"id": best.id, "original": best.original, "score": best.value, "grade": best.grade} if best else None


def withheld(context: Context, resource_id: str) -> str | None:
    """Why whoever asks is not given the bytes of a file, as a message to translate; None where they are given.

    An upload is looked at before anybody gets it but those who may change the dataset.
    """
    columns = (FileScore.package_id, FileScore.blocked, FileScore.state, FileScore.report["checked"].astext.label("seen"))
    row = model.Session.execute(sa.select(*columns).where(FileScore.resource_id == resource_id)).first()
    resource = model.Resource.get(resource_id)
    if row is None or resource is None or not (row.blocked or is_unseen(resource, row)):
        return None
    return None if may_edit(context, row.package_id) else BLOCKED if row.blocked else UNSEEN


def is_unseen(resource: model.Resource, row: Any) -> bool:
    """Whether an upload waits to be checked for the first time: its bytes are not older than what was last `seen`."""
    if resource.url_type != "upload" or row.state not in OPEN:
        return False
    arrived = clock.text(resource.last_modified)
    return not arrived or not row.seen or arrived >= row.seen


def rows_of(package_id: str) -> dict[str, FileScore]:
    """What is known of the files of a dataset, by resource."""
    query = sa.select(FileScore).where(FileScore.package_id == package_id).options(sa.orm.defer(FileScore.report))
    return {row.resource_id: row for row in model.Session.scalars(query)}


def may_edit(context: Context, package_id: str) -> bool:
    """Whether whoever asks may change a dataset."""
    try:
        return bool(tk.check_access("package_update", asking(context), {"id": package_id}))
    except tk.NotAuthorized:
        return False


def asking(context: Context) -> Context:
    """Whoever asks, in a context of its own."""
    made: Any = {key: context[key] for key in ("user", "auth_user_obj", "ignore_auth") if key in context}
    return cast("Context", made)
