"""What a page is that is not what was asked for: a wall, a sign-in, a notice, or just broken (platforms.md §4.6)."""

import re
from urllib.parse import urlsplit

from harvesters.errors import FetchError

WALL_STATUS = {412: "a JavaScript check (412)", 521: "a JavaScript check (521)"}

_WALL = re.compile(
    r"__jsl_clearance|__jsluid|FSSBBIl1UgzbN7N|wzws_sessionid|wzwsconfirm|acw_sc__v2|\$_ts\s*=|"
    r"document\.cookie\s*=.{0,2000}?location\.(?:reload|href|replace)",
    re.DOTALL,
)
_PASSWORD = re.compile(r"<input\b[^<>]*type\s*=\s*[\"']?password", re.IGNORECASE)
_NOTICE = re.compile(r"敬请期待|系统(?:升级)?维护|http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
_SCRIPT_LOGIN = re.compile(r"location(?:\.href)?\s*=\s*[\"'][^\"']*(?:login|sso|passport)", re.IGNORECASE)
_SIGN_IN = re.compile(
    r"(?:^|[/._-])(?:login|logon|signin|sign-in|sso|passport|cas|oauth2?|tologin|userlogin|unifiedauth)(?:[/._;-]|$)",
    re.IGNORECASE,
)
_IN_BAND = re.compile(r"\s*\{.{0,1000}\"(?:code|status|success|errcode)\"\s*:", re.DOTALL)
SHORT = 20_000
"""Characters in which a wall or a notice shows itself."""


def signs_in(url: str) -> bool:
    """Whether an address, by its host or path, is a sign-in."""
    parts = urlsplit(url)
    return bool(_SIGN_IN.search(parts.hostname or "") or _SIGN_IN.search(parts.path))


def recognise(text: str, wanted: str) -> FetchError:
    """Why a 200 page is not what was wanted; `wanted` names that, for the message."""
    if not text.strip():
        return FetchError("broken", "the answer is empty")
    if wall := _WALL.search(text[:SHORT]):
        return FetchError("wall", f"the page is a JavaScript check ({wall[0][:20]})")
    if _PASSWORD.search(text) or _SCRIPT_LOGIN.search(text[:SHORT]):
        return FetchError("login", "the page is a sign-in")
    if notice := _NOTICE.search(text[:SHORT]):
        return FetchError("notice", f"the page is a notice ({notice[0]})")
    if _IN_BAND.match(text):
        return FetchError("in-band", f"the portal answers {' '.join(text.split())[:100]}")
    return FetchError("broken", f"the answer has no {wanted}")
