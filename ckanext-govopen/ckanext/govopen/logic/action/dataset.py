"""People's and programs' writes: what is computed is not stored, and new files are queued to be scored."""

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Action, Context
from ckanext.govopen import jobs, uploads
from ckanext.govopen.bulk.slowly import HARVEST
from ckanext.govopen.harvest import corrections
from ckanext.govopen.logic.caller import user_id
from ckanext.govopen.model import Outbox, overlay
from ckanext.govopen.model.dataset_score import original

Dict = dict[str, Any]


@tk.chained_action
def package_create(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """Store a dataset without scores somebody sent along, then have its files scored."""
    result = up_action(context, storable(data_dict))
    return scored(context, result)


@tk.chained_action
def package_update(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """The same for a dataset that is there already.

    CKAN compares with what `package_show` answers and copies from it what did not change: it gets the stored dataset
    here, because scores that lie over an answer would be stored with it.
    """
    identifier = data_dict.get("id") or data_dict.get("name")
    before = None
    if not context.get(HARVEST) and isinstance(identifier, str):
        try:
            before = tk.get_action("package_show")(overlay.plain(), {"id": identifier})
            context["original_package"] = dict(before)
        except tk.ObjectNotFound:
            context.pop("original_package", None)
    stored = storable(data_dict)
    result = up_action(context, with_originals(stored, before) if before else stored)
    after = jobs.plain_package(before["id"]) if before and before.get("source_portal") else None
    if before and after:
        corrections.note(before, after, user_id(context) or "")
    return scored(context, result)


@tk.chained_action
def package_delete(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """CKAN tells the index before it commits: whoever reads the dataset in between tells it of one that is gone. So the
    index is told once more."""
    _note(data_dict)
    return up_action(context, data_dict)


@tk.chained_action
def dataset_purge(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """As `package_delete`: the index is told once more when the change is stored."""
    _note(data_dict)
    return up_action(context, data_dict)


def _note(data_dict: Dict) -> None:
    """Note with a change that the index is to be told of it."""
    if package := model.Package.get(data_dict.get("id")):
        Outbox.add([package.id])


@tk.chained_action
def resource_create(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """A resource's uploaded bytes are there only when CKAN's own action has ended."""
    return rescored(context, up_action(context, overlay.strip(data_dict)))


@tk.chained_action
def resource_update(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """The same for a resource that is there already."""
    return rescored(context, up_action(context, overlay.strip(data_dict)))


def storable(package: Dict) -> Dict:
    """A dataset as it is to be stored: without what is computed, and names of uploads as addresses have them."""
    plain = overlay.without(package)
    for resource in plain.get("resources") or []:
        url = resource.get("url") if isinstance(resource, dict) and resource.get("url_type") == "upload" else None
        if isinstance(url, str) and "/" not in url:
            resource["url"] = uploads.encoded(url)
    return plain


def with_originals(package: Dict, before: Dict) -> Dict:
    """A dataset without what repairs made of those files that go with this change."""
    resources = package.get("resources")
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        return package
    gone = {one["id"] for one in before["resources"]} - {str(one.get("id")) for one in resources}
    return {**package, "resources": [one for one in resources if original(one) not in gone]}


def scored(context: Context, result: Any) -> Any:
    """Queue what changed, unless a run writes; the result with today's scores."""
    if isinstance(result, dict) and not context.get(HARVEST) and not context.get("defer_commit"):
        jobs.enqueue_scores([result["id"]])
        overlay.lay([result])
    return result


def rescored(context: Context, result: Any) -> Any:
    """Queue the files of the resource's dataset."""
    if isinstance(result, dict) and result.get("package_id") and not context.get("defer_commit"):
        jobs.enqueue_uploaded(result["id"])
    return result
