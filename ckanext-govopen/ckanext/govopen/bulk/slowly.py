"""Datasets that go through CKAN's own actions, in the open transaction: what is odd, or watched by other plugins."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.lib.navl.dictization_functions import DataError
from ckan.lib.plugins import lookup_package_plugin, plugin_validate
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.bulk.normal import TYPE
from ckanext.govopen.model import overlay

Dict = dict[str, Any]

HARVEST = "govopen_harvest"
"""Key of the context that tells our own hooks that a run writes, which sees to scoring itself."""


class RefusedError(Exception):
    """CKAN does not accept a dataset; the argument is its `error_dict`."""

    @property
    def error(self) -> Dict:
        """Fields, and what is wrong with them."""
        found: Dict = self.args[0]
        return found


class Actions:
    """CKAN's actions, as a run calls them."""

    def __init__(self, user: str) -> None:
        self._user = user

    def check(self, package: Mapping[str, Any]) -> None:
        """Whether the action would accept a dataset. Raises `RefusedError`.

        The actions themselves roll the whole transaction back when they refuse.
        """
        stored = model.Package.get(package.get("id"))
        plugin = lookup_package_plugin(package.get("type") or TYPE)
        action = "package_update" if stored else "package_create"
        schema = plugin.update_package_schema() if stored else plugin.create_package_schema()
        context = self._context(**{"package": stored} if stored else {})
        given = overlay.without(deepcopy(dict(package)))
        kept = self._replace_kept(given) if stored else set()
        given["resources"] = [file for at, file in enumerate(given.get("resources") or []) if at not in kept]
        try:
            _data, errors = plugin_validate(plugin, context, given, schema, action)
        except DataError as error:
            raise RefusedError({"__all__": [error.error]}) from error
        if errors:
            raise RefusedError(tk.ValidationError(_placed(errors, kept)).error_dict)

    def write(self, package: Mapping[str, Any]) -> str:
        """Store a dataset that was checked; its id. Raises `RefusedError` where the database cannot hold it."""
        given = deepcopy(dict(package))
        try:
            with model.Session.begin_nested():
                if model.Package.get(given.get("id")) is None:
                    return str(tk.get_action("package_create")(self._context(), given))
                current = tk.get_action("package_show")(overlay.plain(), {"id": given["id"]})
                self._replace_kept(given, current)
                # The action rolls a change back that is deferred, unless the id alone is asked for.
                return str(tk.get_action("package_update")(self._context(original_package=current), given))
        except (sa.exc.OperationalError, sa.exc.InterfaceError):
            raise  # the database is away, which says nothing of the dataset
        except (sa.exc.DBAPIError, sa.exc.StatementError, ValueError, tk.ObjectNotFound) as error:
            raise RefusedError({"__all__": [str(getattr(error, "orig", None) or error)]}) from error

    def _replace_kept(self, given: Dict, current: Dict | None = None) -> set[int]:
        """Put resources that stay as they are in full, in place; their places."""
        resources = given.get("resources") or []
        kept = {at for at, resource in enumerate(resources) if resource.keys() == {"id"}}
        if kept:
            current = current or tk.get_action("package_show")(overlay.plain(), {"id": given["id"]})
            known = {resource["id"]: resource for resource in current["resources"]}
            given["resources"] = [known[one["id"]] if at in kept else one for at, one in enumerate(resources)]
        return kept

    def _context(self, **more: Any) -> Context:
        settings = {"ignore_auth": True, "user": self._user, "defer_commit": True, "return_id_only": True}
        return settings | {"session": model.Session, HARVEST: True} | more  # type: ignore[return-value]


def _placed(errors: Dict, kept: set[int]) -> Dict:
    """Errors of resources at their own places, where some resources were left out."""
    if not kept or "resources" not in errors:
        return errors
    waiting = iter(errors["resources"])
    count = len(errors["resources"]) + len([at for at in kept if at < len(errors["resources"]) + len(kept)])
    placed = [{} if at in kept else next(waiting, {}) for at in range(count)]
    while placed and not placed[-1]:
        placed.pop()
    return errors | {"resources": placed}
