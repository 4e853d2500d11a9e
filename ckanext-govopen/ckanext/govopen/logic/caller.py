"""Who calls an action."""

from ckan import model
from ckan.types import Context


def user_id(context: Context) -> str | None:
    """The id of the user, whom a context names as CKAN has it; None of nobody, and of the program itself."""
    user = model.User.get(context.get("user") or "")
    return str(user.id) if user else None
