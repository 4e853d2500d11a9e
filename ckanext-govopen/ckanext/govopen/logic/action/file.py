"""What became of the files of resources: links that work or not, and copies."""

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen import jobs
from ckanext.govopen.harvest.reasons import REASONS
from ckanext.govopen.logic import schema
from ckanext.govopen.model import FileSource, clock, overlay


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_file_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show what is known of the address of a resource's file, and whether there is a copy here.

    :param id: id of the resource
    :type id: string
    :returns: `url` (that of the source), `status` (unchecked, ok, broken), `http_status` (200, or 304 where nothing had
        changed; null where there was no such answer), `error` (why the link is broken, or null), `broken_since`, `checked`
        (null before the first check), `copy` (null without one): `url, bytes, sha256, time, file_name`, and `personal`: the
        copy holds personal data in clear and is given to those only who may change the dataset
    :rtype: dictionary
    :raises NotFound: no resource has that id
    """
    tk.check_access("govopen_file_show", context, data_dict)
    resource = model.Resource.get(data_dict["id"])
    if resource is None or resource.state != "active" or resource.package.state != "active":
        raise tk.ObjectNotFound(tk._("Resource was not found."))
    source = model.Session.get(FileSource, resource.id)
    copy = FileSource.copy(resource.id)
    status = "unchecked" if source is None else "broken" if source.error else "ok"
    return {
        "url": resource.url,
        "status": status,
        "http_status": source.status if source else None,
        "error": tk._(REASONS[source.error]) if source and source.error else None,
        "broken_since": clock.text(source.broken_since) if source else None,
        "checked": clock.text(source.checked) if source else None,
        "copy": shown(copy) if copy else None,
    }


def shown(copy: Any) -> dict[str, Any]:
    """A copy as the API shows it."""
    same = {name: getattr(copy, name) for name in ("bytes", "sha256", "file_name", "personal")}
    return {"url": overlay.copy_url(copy.package_id, copy.resource_id), "time": clock.text(copy.first_seen), **same}


@tk.validate_action_data(schema.reference)
def govopen_file_recheck(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have the workers check now whether files are still at their addresses, and score and copy anew what changed.

    :param id: id of a resource, or id or name of a dataset for all its files
    :type id: string
    :returns: `queued`, the number of files that will be checked: those that anybody may fetch from an address
    :rtype: dictionary
    :raises NotFound: no resource or dataset has that id
    :raises NotAuthorized: you may not change the dataset
    """
    resource = model.Resource.get(data_dict["id"])
    package = resource.package if resource and resource.state == "active" else model.Package.get(data_dict["id"])
    if package is None or package.state != "active":
        raise tk.ObjectNotFound(tk._("No resource or dataset has this id."))
    tk.check_access("govopen_file_recheck", context, {"id": package.id})
    stored = jobs.plain_package(package.id) or {"resources": []}
    wanted = [one for one in stored["resources"] if resource is None or one["id"] == resource.id]
    return {"queued": jobs.enqueue_checks(wanted)}
