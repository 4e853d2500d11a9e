"""The results of a repair to take away: for whoever may see the file, without anything being stored."""

import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.harvest import checking
from ckanext.govopen.logic.action.check import asked, at_hand
from ckanext.govopen.logic.action.repair import mended

FORMS = ("csv", "xlsx", "parquet", "zip")
"""One form of the main table, or all results."""


def bundle(context: Context, said: Mapping[str, Any], accept: Sequence[str], form: str) -> tuple[str, bytes]:
    """File name and content of a repair in one of the forms; counts as a check of `govopen_file_check`.

    `said` names the file as a call of `govopen_repair_preview` does: `id`, `upload` or `url`.

    Raises NotFound, NotAuthorized and ValidationError as `govopen_repair_preview` does, ValidationError (`form`) also where
    the table cannot be had in this form.
    """
    tk.check_access("govopen_repair_preview", context, dict(said))
    asked(context)
    with at_hand(context, {"upload": None, **said}) as (path, claimed), tempfile.TemporaryDirectory() as name:
        out = Path(name)
        told = mended(partial(checking.repaired, path, out, claimed, accept))
        if form == "zip":
            return f"{path.stem}.zip", zipped(out, told["files"])
        first = next((one["name"] for one in told["files"] if one["format"] == form), None)
        if first is None:
            raise tk.ValidationError({"form": [tk._("The table cannot be had in this form.")]})
        return first, (out / first).read_bytes()


def zipped(folder: Path, files: list[dict[str, Any]]) -> bytes:
    """All results in one archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in files:
            archive.write(folder / one["name"], one["name"])
    return target.getvalue()
