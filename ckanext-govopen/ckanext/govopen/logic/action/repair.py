"""Repairs: what one would do, and its results as extra files of the dataset. The original is never touched."""

import tempfile
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.harvest import checking, files, notify
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.action.check import asked, at_hand, bytes_of, validated, visible
from ckanext.govopen.logic.action.score import asking
from ckanext.govopen.model import Appeal, FileScore
from ckanext.govopen.model.dataset_score import REPAIRED_BYTES, REPAIRED_FROM, REPAIRED_ROLE
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring import isolated
from ckanext.govopen.scoring.appeals import Name, applied
from ckanext.govopen.scoring.report import filling, render
from ckanext.govopen.uploads import encoded

Dict = dict[str, Any]

PUBLISHED = ("table", "twin", "side", "package")
"""Parts that files of a repair play which become resources."""
UNKNOWN = "UnknownFixError"
"""The error of `scoring.repair` for a name in `accept` that no repair has."""
NAME = N_("{name}, repaired ({format})")
NAMES = {"side": N_("{name}, taken out by the repair ({file})"), "package": N_("{name}, description of the repaired files")}


def govopen_repair_preview(context: Context, data_dict: Dict) -> Dict:
    """Show what a repair of a file would do; nothing is stored. Counts as a check of `govopen_file_check`.

    :param id: id of a resource
    :type id: string
    :param upload: or a file, as multipart form data
    :type upload: file
    :param url: or the address of a file, which everybody must be able to reach
    :type url: string
    :param format: the format that an uploaded file is declared to have (optional)
    :type format: string
    :param accept: ids of repairs that ask first and are to be made besides the lossless ones (optional)
    :type accept: list of strings
    :returns: `reports` (`before` and `after`, as in `govopen_file_check`), `applied` and `offered` repairs (`id, kind, title,
        count`), the first `changes` cell by cell and their number `change_count`, the first rows `before` and `after`, `notes`
    :rtype: dictionary
    :raises NotFound: no resource has that id
    :raises NotAuthorized: you are not signed in, or may not see the resource
    :raises ValidationError: there is no such repair, the file has no table, the repair would change a value, or as in
        `govopen_file_check`
    """
    tk.check_access("govopen_repair_preview", context, data_dict)
    said = validated(context, data_dict, schema.repair_preview(), ("upload", "url", "id"))
    asked(context)
    with at_hand(context, said) as (path, claimed):
        told = mended(partial(checking.preview, path, claimed, said.get("accept") or ()))
    return shown(told, Appeal.standing(said["id"]) if said.get("id") else ())


@tk.validate_action_data(schema.repair_apply)
def govopen_repair_apply(context: Context, data_dict: Dict) -> Dict:
    """Repair a file and publish the results beside it: CSV, Parquet, XLSX where there can be one, and `datapackage.json`.

    They are marked as repaired from the resource (`repaired_from`), scored, and never counted in the publisher's score. A
    repair made again replaces its own files. The resource itself stays as it is.

    :param id: id of the resource
    :type id: string
    :param accept: ids of repairs that ask first and are to be made besides the lossless ones (optional)
    :type accept: list of strings
    :returns: `resources` (`id, name, format` of each), the scores `before` and `after` (`score, grade`), the `applied` repairs
        (`id, kind, title, count`) and `change_count`
    :rtype: dictionary
    :raises NotFound: no resource has that id
    :raises NotAuthorized: you may not change the dataset
    :raises ValidationError: the file is itself the result of a repair, holds personal data in clear, has no table, or the
        repair would change a value; there is no such repair; or as in `govopen_file_check`
    """
    resource, package = visible(context, data_dict["id"])
    tk.check_access("govopen_repair_apply", context, {"id": package["id"]})
    refuse(resource)
    with tempfile.TemporaryDirectory(prefix="govopen-") as name:
        folder, out = Path(name) / "original", Path(name) / "repaired"
        folder.mkdir()
        path = bytes_of(resource, package, folder, "id")
        accept = data_dict.get("accept") or ()
        told = mended(partial(checking.repaired, path, out, files.declared(resource), accept))
        made = publish(context, resource, package, out, told)
    numbers = {key: {name: told["reports"][key][name] for name in ("score", "grade")} for key in ("before", "after")}
    return {"resources": made, **numbers, "applied": titled(told["applied"]), "change_count": told["change_count"]}


def refuse(resource: Mapping[str, Any]) -> None:
    """Raise ValidationError where a repair must not be published."""
    if resource.get(REPAIRED_FROM):
        raise tk.ValidationError({"id": [tk._("This file is the result of a repair: repair its original again.")]})
    row = model.Session.get(FileScore, resource["id"])
    if row and row.blocked:
        raise tk.ValidationError({"id": [tk._("The file is not shown for now: first replace it, or appeal the finding.")]})


def mended(work: Callable[[], Dict]) -> Dict:
    """What a repair answers; raises ValidationError where it refuses."""
    try:
        return work()
    except (isolated.ToldError, isolated.BrokenOffError) as error:
        field = "accept" if error.kind == UNKNOWN else "repair"
        raise tk.ValidationError({field: [tk._(error.message).format(**error.params)]}) from error


def shown(told: Dict, appealed: Collection[Name]) -> Dict:
    """A preview in the reader's language, with the appeals of the file counted in as on its page."""
    texts = {
        "reports": {key: render(applied(report, appealed), tk._) for key, report in told["reports"].items()},
        "applied": titled(told["applied"]),
        "offered": titled(told["offered"]),
        "notes": [noted(note) for note in told["notes"]],
    }
    return {**told, **texts}


def titled(repairs: list[Dict]) -> list[Dict]:
    """Repairs with their titles in the reader's language."""
    return [{**one, "title": tk._(title)} for one in repairs for title in (one["title"],)]


def noted(note: Any) -> str:
    """A remark in the reader's language."""
    if isinstance(note, Mapping):
        return str(tk._(note["message"]).format_map(filling(note["params"], tk._)))
    return str(tk._(note))


def publish(context: Context, resource: Mapping[str, Any], package: Mapping[str, Any], out: Path, told: Dict) -> list[Dict]:
    """Store the results of a repair as resources of the dataset, in the place of those of an earlier one."""
    known = {encoded(one["url"]): one for one in package["resources"] if one.get(REPAIRED_FROM) == resource["id"]}
    marks = {REPAIRED_FROM: resource["id"], REPAIRED_BYTES: told["reports"]["before"]["sha256"]}
    made = []
    for one in told["files"]:
        if one["role"] in PUBLISHED:
            before = known.pop(encoded(one["name"]), None)
            fields = {"name": name_of(resource, one), "format": one["format"], REPAIRED_ROLE: one["role"], **marks}
            made.append(stored(context, package["id"], before, fields, out / one["name"]))
    for gone in known.values():
        tk.get_action("resource_delete")(asking(context), {"id": gone["id"]})
    return [{key: one[key] for key in ("id", "name", "format")} for one in made]


def name_of(resource: Mapping[str, Any], file: Mapping[str, Any]) -> str:
    """What a result is called, in the portal's own language."""
    name = resource.get("name") or resource["id"]
    said = NAMES.get(file["role"], NAME)
    return notify.translator()(said).format(name=name, file=file["name"], format=file["name"].rpartition(".")[2].upper())


def stored(context: Context, package_id: str, before: Mapping[str, Any] | None, fields: Dict, path: Path) -> Dict:
    """One result as a resource: a new one, or new bytes of the one that was there before."""
    with path.open("rb") as file:
        upload = FileStorage(file, path.name)
        if before is None:
            new = {"package_id": package_id, "url": "", "upload": upload, **fields}
            made: Dict = tk.get_action("resource_create")(asking(context), new)
        else:
            changed = {**before, "url": "", "upload": upload, **fields}
            made = tk.get_action("resource_update")(asking(context), changed)
    return made
