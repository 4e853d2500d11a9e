"""Checks of files that somebody has at hand: nothing is stored of them."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen import config, jobs
from ckanext.govopen.harvest import checking, files
from ckanext.govopen.logic import rate, schema
from ckanext.govopen.logic.action.score import asking, withheld
from ckanext.govopen.scoring import isolated
from ckanext.govopen.scoring.report import render
from ckanext.govopen.uploads import safe_name

Dict = dict[str, Any]

BLOCK = 1 << 20


def govopen_file_check(context: Context, data_dict: Dict) -> Dict:
    """Check a file: one that is uploaded with the call, one at an address, or one of this portal. Nothing is stored of it.

    Files up to `ckanext.govopen.check_megabytes` are checked, `ckanext.govopen.check_per_hour` of them for each user.

    :param upload: the file, as multipart form data
    :type upload: file
    :param url: the address of the file, which everybody must be able to reach
    :type url: string
    :param resource_id: id of a resource
    :type resource_id: string
    :param format: the format that the file is declared to have; its ending tells it otherwise (optional)
    :type format: string
    :param preview: whether the rows are wanted too (optional, default: false)
    :type preview: boolean
    :returns: the file report, with title, message and help of each finding in the reader's language; with `preview` also
        `grid`, as of `govopen_preview_show`
    :rtype: dictionary
    :raises NotFound: no resource has that id
    :raises NotAuthorized: you are not signed in, or may not see the resource
    :raises ValidationError: none or several of the three are given, the file cannot be fetched or is too large, or you have
        had too many files checked within the hour (`rate`); `file`: reading it takes too much memory or time
    """
    tk.check_access("govopen_file_check", context, data_dict)
    said = validated(context, data_dict, schema.file_check(), ("upload", "url", "resource_id"))
    asked(context)
    with at_hand(context, said) as (path, claimed):
        read = checking.seen if said.get("preview") else checking.report
        try:
            return render(read(path, claimed), tk._)
        except isolated.BrokenOffError as error:
            raise tk.ValidationError({"file": [tk._(error.message).format(**error.params)]}) from error


def validated(context: Context, data_dict: Dict, rules: Any, sources: Sequence[str]) -> Dict:
    """The parameters with the upload, which CKAN's validation would not know, and with one of the `sources`; raises
    ValidationError."""
    plain = {key: value for key, value in data_dict.items() if key != "upload"}
    said, errors = tk.navl_validate(plain, rules, context)
    upload = data_dict.get("upload") or None
    if upload is not None and not hasattr(upload, "stream"):
        errors["upload"] = [tk._("Send the file as multipart form data")]
    given = [name for name in sources if (upload if name == "upload" else said.get(name))]
    if not errors and len(given) != 1:
        errors["upload"] = [tk._("Give exactly one of: {names}").format(names=", ".join(sources))]
    if errors:
        raise tk.ValidationError(errors)
    return {**said, "upload": upload}


def asked(context: Context) -> None:
    """Count a check of the caller; raises ValidationError where there were too many within the hour. Operators may go on."""
    rate.count(context, "checks", config.check_per_hour(), rate.HOUR, tk._("At most {most} files an hour: try again later"))


@contextmanager
def at_hand(context: Context, said: Mapping[str, Any]) -> Iterator[tuple[Path, str | None]]:
    """The bytes that a call means, and the format that is claimed for them; raises NotFound, ValidationError."""
    claimed = said["format"].lower() if said.get("format") else None
    with tempfile.TemporaryDirectory(prefix="govopen-") as name:
        folder = Path(name)
        if said["upload"]:
            yield received(said["upload"], folder), claimed
        elif said.get("url"):
            if not said["url"].lower().startswith(("http://", "https://")):
                raise tk.ValidationError({"url": [tk._("An absolute address with http or https is needed")]})
            with told("url"):
                path = checking.fetched(said["url"], folder)
            yield path, claimed
        else:
            field = "id" if said.get("id") else "resource_id"
            resource, package = visible(context, said[field])
            yield bytes_of(resource, package, folder, field), claimed or files.declared(resource)


def received(upload: Any, folder: Path) -> Path:
    """An uploaded file under its own name; raises ValidationError where it is too large."""
    path, most = folder / safe_name(upload.filename or "file"), config.check_bytes()
    with path.open("wb") as target:
        while target.tell() <= most and (piece := upload.stream.read(BLOCK)):
            target.write(piece)
    small(path, "upload")
    return path


def small(path: Path, field: str) -> None:
    """Raise ValidationError where a file is too large to wait for."""
    most = config.check_bytes()
    if path.stat().st_size > most:
        text = tk._("The file is larger than {megabytes} MB: check it with the tool `govopen` on your own machine")
        raise tk.ValidationError({field: [text.format(megabytes=most // config.MEGABYTE)]})


def visible(context: Context, resource_id: str) -> tuple[Dict, Dict]:
    """A stored resource of which the caller may see cells, with its dataset; raises NotFound, NotAuthorized."""
    tk.check_access("resource_show", asking(context), {"id": resource_id})
    reason, found = withheld(context, resource_id), jobs.current(resource_id)
    if reason:
        raise tk.NotAuthorized(tk._(reason))
    if found is None or not files.is_scored(found[0]):
        raise tk.ObjectNotFound(tk._("There is no file here that can be fetched."))
    return found


def bytes_of(resource: Mapping[str, Any], package: Mapping[str, Any], folder: Path, field: str) -> Path:
    """The bytes of a stored resource; raises ValidationError where they cannot be had, or are too large."""
    with told(field):
        file = files.at_hand(resource, package, folder) or files.fetched(resource, package, folder, config.check_bytes())
    small(file.path, field)
    return file.path


@contextmanager
def told(field: str) -> Iterator[None]:
    """Say of a field why there are no bytes."""
    try:
        yield
    except files.NotFetched as reason:
        raise tk.ValidationError({field: [tk._(str(reason))]}) from reason
