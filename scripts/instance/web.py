"""Asks the running portal and its servers."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from instance.place import Instance


def opened(asked: str | urllib.request.Request, timeout: float) -> Any:
    """The answer of a server of the instance; a proxy that the environment names leads elsewhere. Raises OSError."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=timeout)


def call(instance: Instance, action: str, *, token: str | None = None, timeout: float = 15, **data: Any) -> Any:
    """The result of an action of the API, or None when it does not answer or refuses."""
    request = urllib.request.Request(
        f"{instance.facts['site_url']}/api/3/action/{action}",
        data=json.dumps(data).encode(),
        headers={"Content-Type": "application/json", **({"Authorization": token} if token else {})},
    )
    try:
        with opened(request, timeout) as answer:
            return json.load(answer)["result"]
    except (OSError, http.client.HTTPException, urllib.error.URLError, ValueError, KeyError):
        return None


def answers(address: str) -> bool:
    """Whether a GET of an address on this machine gives 200."""
    try:
        with opened(address, 10) as answer:
            return bool(answer.status == 200)
    except (OSError, http.client.HTTPException, ValueError):
        return False
