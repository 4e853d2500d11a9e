"""What a harvested dataset has beside itself: copies on other portals, and corrections made here."""

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.harvest import twins
from ckanext.govopen.logic import schema
from ckanext.govopen.model import Correction, Twin


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_copy_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the portals that list a dataset, as far as title, provider and data items tell.

    :param id: id or name of the dataset
    :type id: string
    :returns: `authority` (name of the authoritative copy, null where there are no copies) and `copies`, each
        `name, portal, authoritative`
    :rtype: dictionary
    :raises NotFound: there is no such dataset
    """
    tk.check_access("govopen_copy_list", context, data_dict)
    package_id = stored(data_dict["id"]).id
    authority = Twin.of([package_id]).get(package_id, package_id)
    copies = [
        {"name": package.name, "portal": one.portal, "authoritative": one.package_id == authority}
        for group in twins.copies([package_id])
        for one in group
        if (package := model.Package.get(one.package_id)) and package.state == "active"
    ]
    return {"authority": next((one["name"] for one in copies if one["authoritative"]), None), "copies": copies}


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_correction_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List what was corrected here of a harvested dataset, beside what its source says.

    :param id: id or name of the dataset
    :type id: string
    :returns: each `field` (of a resource `resources/<id at the source>/<key>`), `value`, `source_value`, `time`
    :rtype: list of dictionaries
    :raises NotFound: there is no such dataset
    """
    tk.check_access("govopen_correction_list", context, data_dict)
    package_id = stored(data_dict["id"]).id
    return [row.as_dict() for row in Correction.of([package_id]).get(package_id, [])]


def stored(reference: str) -> model.Package:
    """A dataset by id or name; raises NotFound."""
    found = model.Package.get(reference)
    if found is None:
        raise tk.ObjectNotFound(tk._("Package was not found."))
    return found
