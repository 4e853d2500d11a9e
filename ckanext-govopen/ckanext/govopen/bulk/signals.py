"""What CKAN's actions tell those who listen, such as the activity stream; only where the operator wants it."""

from collections.abc import Iterable
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen import config


def tell(action: str, ids: Iterable[str], user: str) -> None:
    """Say of each of these datasets that an action has succeeded, as if it had been called; nothing is committed."""
    if not config.harvest_activity():
        return
    for package_id in ids:
        context: dict[str, Any] = {"user": user, "ignore_auth": True, "session": model.Session, "defer_commit": True}
        context["changed_entities"] = {"packages": {package_id}}
        tk.signals.action_succeeded.send(action, context=context, data_dict={"id": package_id}, result=package_id)
