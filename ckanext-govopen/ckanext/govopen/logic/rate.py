"""How often somebody may ask, counted in Redis by the clock: so often in each minute, or each hour.

Who asks is a user, or the address of somebody who is not signed in, known only as a hash. Operators are not counted, and
nobody is while Redis is away.
"""

import hashlib
import hmac
import time

from flask import g, has_request_context

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.model.redis import Link, connection, prefix
from ckanext.govopen.usage.noting import where

MINUTE, HOUR = 60, 3600

link = Link("Redis cannot be used, nobody is asked to wait: %s", "Redis can be used again, calls are counted")


def count(context: Context, what: str, most: int, seconds: int, message: str) -> None:
    """Count a call of the caller's, of whom `most` are answered within so many seconds.

    Raises ValidationError with `rate` and the translated `message` beyond that; the API answers it with 429 and with when
    to come again (`views.api`).
    """
    who = _caller(context.get("user") or "")
    if who is None:
        return
    now = time.time()
    key = f"{prefix()}:rate:{what}:{who}:{now // seconds:.0f}"

    def counted() -> int:
        with connection().pipeline(transaction=False) as pipe:
            pipe.incr(key)
            pipe.expire(key, seconds)
            return int(pipe.execute()[0])

    if (link.run(counted) or 0) > most:
        if has_request_context():
            g.govopen_again = int(seconds - now % seconds) + 1
        raise tk.ValidationError({"rate": [message.format(most=most)]})


def _caller(name: str) -> str | None:
    """What stands for the caller; None for operators, and for the program itself."""
    user = model.User.get(name) if name else None
    if user is not None:
        return None if user.sysadmin else str(user.id)
    if not has_request_context():
        return None
    return hmac.new(str(tk.config["SECRET_KEY"]).encode(), where().encode(), hashlib.sha256).hexdigest()[:16]
