"""Datasets that were taken away: withdrawn by a person, or vanished at their source."""

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.caller import user_id
from ckanext.govopen.model import HarvestedRecord, Tombstone, clock


@tk.side_effect_free
@tk.validate_action_data(schema.tombstone_list)
def govopen_tombstone_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the tombstones, newest first.

    :param portal: code of the portal (optional)
    :type portal: string
    :param limit: tombstones at the most, 100 by default, 1000 at the most
    :type limit: int
    :param offset: tombstones to pass over
    :type offset: int
    :returns: `count` and `results`, each `package_id, name, title, portal, source_id, source_url, reason` (vanished,
        withdrawn), `note, successor` (name of another dataset, or null), `removed_at`
    :rtype: dictionary
    """
    tk.check_access("govopen_tombstone_list", context, data_dict)
    count, rows = Tombstone.find(data_dict.get("portal"), data_dict["limit"], data_dict["offset"])
    return {"count": count, "results": [row.as_dict() for row in rows]}


@tk.validate_action_data(schema.dataset_withdraw)
def govopen_dataset_withdraw(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Withdraw a dataset (下架): it leaves pages, API, rows, files and index at once, and its tombstone says why.

    A later harvest does not bring it back; `govopen_dataset_restore` does.

    :param id: id or name of the dataset
    :type id: string
    :param note: why, for everybody to read
    :type note: string
    :param successor: id or name of the dataset that takes its place (optional)
    :type successor: string
    :returns: the tombstone, as in `govopen_tombstone_list`
    :rtype: dictionary
    :raises NotFound: there is no such dataset
    :raises ValidationError: no note, or the successor does not exist or is the dataset itself
    """
    tk.check_access("govopen_dataset_withdraw", context, data_dict)
    package = model.Package.get(data_dict["id"])
    if package is None or package.state != "active":
        raise tk.ObjectNotFound(tk._("Package was not found."))
    successor = following(package, data_dict.get("successor"))
    row = withdrawn(package, data_dict["note"], successor, user_id(context))
    model.Session.merge(row)
    tk.get_action("package_delete")(context, {"id": package.id})
    return row.as_dict()


@tk.validate_action_data(schema.reference)
def govopen_dataset_restore(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Bring back a dataset that has a tombstone, under its id, name and address.

    :param id: id or name of the dataset
    :type id: string
    :returns: the dataset, as `package_show` answers it
    :rtype: dictionary
    :raises NotFound: there is no tombstone of that dataset
    """
    tk.check_access("govopen_dataset_restore", context, data_dict)
    row = Tombstone.of(data_dict["id"])
    if row is None:
        raise tk.ObjectNotFound(tk._("Package was not found."))
    package_id = row.package_id
    model.Session.delete(row)
    restored: dict[str, Any] = tk.get_action("package_patch")(context, {"id": package_id, "state": "active"})
    return restored


def withdrawn(package: model.Package, note: str, successor: str | None, actor: str | None) -> Tombstone:
    """The tombstone of a dataset that a person takes out."""
    harvested = HarvestedRecord.of_package(package.id)
    return Tombstone(
        package_id=package.id,
        name=package.name,
        title=package.title,
        portal=harvested.portal if harvested else None,
        source_id=harvested.source_id if harvested else None,
        source_url=package.extras.get("source_url"),
        reason="withdrawn",
        note=note,
        successor=successor,
        removed_at=clock.now(),
        actor=actor,
    )


def following(package: model.Package, name: str | None) -> str | None:
    """The name of the dataset that takes another's place."""
    if not name:
        return None
    found = model.Package.get(name)
    if found is None or found.state != "active" or found.private or found.id == package.id:
        raise tk.ValidationError({"successor": [tk._("There is no other public dataset of this name")]})
    return str(found.name)
