"""Who may push records for which portal."""

from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.action.record import pushing
from ckanext.govopen.logic.caller import user_id
from ckanext.govopen.model import Pusher


@tk.validate_action_data(schema.pusher)
def govopen_pusher_grant(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Let a user push records for a portal. Tokens of that user then may do that, and no more than before beside it.

    :param user: id or name of the user
    :type user: string
    :param portal: code of a portal that pushes its records
    :type portal: string
    :returns: `user` (name), `portal`, `granted` (time)
    :rtype: dictionary
    :raises NotFound: there is no such user, or no portal has that code
    :raises ValidationError: the portal is harvested
    """
    tk.check_access("govopen_pusher_grant", context, data_dict)
    user, portal = user_of(data_dict["user"]), pushing(data_dict["portal"])
    Pusher.put(user.id, portal.code, user_id(context))
    model.Session.commit()
    return Pusher.find(portal.code, user.id)[0].as_dict()


@tk.validate_action_data(schema.pusher)
def govopen_pusher_revoke(context: Context, data_dict: dict[str, Any]) -> None:
    """Take that right back: the next call with a token of the user is refused.

    :param user: id or name of the user
    :type user: string
    :param portal: code of the portal
    :type portal: string
    :returns: nothing
    :rtype: None
    :raises NotFound: there is no such user, or the portal was not granted to that user
    """
    tk.check_access("govopen_pusher_revoke", context, data_dict)
    dropped = Pusher.drop(user_of(data_dict["user"]).id, data_dict["portal"])
    model.Session.commit()
    if not dropped:
        raise tk.ObjectNotFound(tk._("The portal was not granted to that user."))


@tk.side_effect_free
@tk.validate_action_data(schema.pusher_list)
def govopen_pusher_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List who may push for which portal.

    :param portal: code of a portal (optional)
    :type portal: string
    :param user: id or name of a user (optional)
    :type user: string
    :returns: grants in the order of portals, each as in `govopen_pusher_grant`
    :rtype: list of dictionaries
    :raises NotFound: there is no such user
    """
    tk.check_access("govopen_pusher_list", context, data_dict)
    user_id = user_of(data_dict["user"]).id if data_dict.get("user") else None
    return [row.as_dict() for row in Pusher.find(data_dict.get("portal"), user_id)]


def user_of(reference: str) -> model.User:
    """A user by id or name; raises NotFound."""
    user = model.User.get(reference)
    if user is None:
        raise tk.ObjectNotFound(tk._("User was not found."))
    return user
