"""What forms do: told on the next page, or a file to take away."""

from typing import Any
from urllib.parse import quote

from flask import current_app, g
from werkzeug.wrappers import Response

from ckan.config.middleware.flask_app import csrf
from ckan.plugins import toolkit as tk


def controlled(action: str, data: dict[str, Any], done: str) -> Any:
    """The result of an action that an operator asked for, with a word that it is done; None, with the reason, where not."""
    genuine()
    try:
        result = tk.get_action(action)({}, data)
    except tk.NotAuthorized:
        tk.abort(403)
    except tk.ObjectNotFound:
        tk.abort(404)
    except tk.ValidationError as error:
        for messages in error.error_dict.values():
            tk.h.flash_error(" ".join(map(str, messages)))
        return None
    tk.h.flash_success(done)
    return result


def attachment(name: str, content: bytes) -> Response:
    """A file to take away, under its own name."""
    answer = Response(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def genuine() -> None:
    """Refuse a form of somebody who is signed in that does not come from a page of ours.

    CKAN looks at that too, but no longer for a view that anybody once called with an API token, as long as the process
    lives: its middleware exempts the view itself, not the call.
    """
    if current_app.config.get("WTF_CSRF_ENABLED") and not g.get("login_via_auth_header"):
        csrf.protect()
