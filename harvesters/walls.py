"""What a page is that is not what was asked for: a wall, a sign-in, a notice, or just broken (platforms.md §4.6).

Walls are named so that a person can talk to the portal's operator; none is ever bypassed.
"""

import re
from urllib.parse import urlsplit

from harvesters.errors import FetchError

SHORT = 20_000
"""Characters in which a wall or a notice shows itself."""

_GATES = {412: "a JavaScript check (412)", 521: "a JavaScript check (521)"}
"""Statuses that are walls whatever stands on the page."""
GUARDED = frozenset((403, 405, 503, *_GATES))
"""Statuses that walls answer with."""

_WALLS = {
    "jsl": ("加速乐, __jsl_clearance", re.compile(r"__jsl_clearance|__jsluid")),
    "wzws": ("wzws", re.compile(r"wzws_sessionid|wzws_?(?:confirm|challenge)|WZWSRE[LD]")),
    "acw_sc": ("acw_sc", re.compile(r"acw_sc__v\d")),
    "fssbb": ("FSSBBIl1UgzbN7N", re.compile(r"FSSBBIl1UgzbN7N|\$_ts\s*=")),
    "script": (
        "a script that sets a cookie",
        re.compile(
            r"document\.cookie\s*=.{0,2000}?location\.(?:reload|href|replace)|"
            # An empty page that asks for itself again, with a cookie that its headers set (wzws).
            r"location\.reload\(\);?\s*</script>\s*</head>\s*<body>\s*</body>",
            re.DOTALL,
        ),
    ),
}
_NOTICES = {
    "coming-soon": re.compile(r"敬请期待|建设中|即将上线"),
    "maintenance": re.compile(r"系统(?:升级)?维护|停机维护|暂停服务"),
    "moved": re.compile(
        r"(?:迁移|搬迁)[至到]|(?:启用|更换|变更)[^<>]{0,6}(?:域名|网址)|(?:域名|网址)[^<>]{0,6}(?:变更|更换|切换)"
    ),
}
_REFRESH = re.compile(r"<meta\b[^<>]{0,500}?http-equiv\s*=\s*[\"']?refresh[^<>]{0,500}", re.IGNORECASE)
_CONTENT_URL = re.compile(r"url\s*=\s*[\"']?([^\"'<>\s]+)", re.IGNORECASE)
_PASSWORD = re.compile(r"<input\b[^<>]*type\s*=\s*[\"']?password", re.IGNORECASE)
_SCRIPT_TARGET = re.compile(
    r"location(?:\.href)?\s*=\s*[\"']([^\"']{1,500})[\"']|location\.(?:replace|assign)\(\s*[\"']([^\"']{1,500})[\"']"
)
_SCRIPT_LOGIN = re.compile(r"login|signin|sso|passport", re.IGNORECASE)
_SIGN_IN = re.compile(
    r"(?:^|[/._-])(?:login|logon|signin|sign-in|sso|passport|cas|oauth2?|tologin|userlogin|unifiedauth)(?:[/._;-]|$)",
    re.IGNORECASE,
)
_IN_BAND = re.compile(r"\s*\{.{0,1000}\"(?:code|status|success|errcode)\"\s*:", re.DOTALL)


def signs_in(url: str) -> bool:
    """Whether an address, by its host or path, is a sign-in."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_SIGN_IN.search(parts.hostname or "") or _SIGN_IN.search(parts.path))


def challenge(text: str) -> FetchError | None:
    """The wall that a page, a Set-Cookie header or an address is part of; only for what is not the page asked for."""
    for which, (name, pattern) in _WALLS.items():
        if pattern.search(text[:SHORT]):
            return FetchError("wall", f"the portal answers with a JavaScript check ({name})", which=which)
    return None


def gate(status: int) -> FetchError | None:
    """The wall that a status stands for by itself."""
    return FetchError("wall", f"the portal answers with {_GATES[status]}", which=str(status)) if status in _GATES else None


def recognise(text: str, wanted: str) -> FetchError:
    """Why a 200 page is not what was wanted; `wanted` names that, for the message."""
    if not text.strip():
        return FetchError("broken", "the answer is empty")
    if _IN_BAND.match(text) and text.rstrip().endswith("}"):
        return FetchError("in-band", f"the portal answers {' '.join(text.split())[:100]}")
    found = challenge(text) or sign_in(text) or _notice(text)
    return found or FetchError("broken", f"the answer has no {wanted}")


def sign_in(text: str) -> FetchError | None:
    """The sign-in that a page is, or leads to."""
    if _PASSWORD.search(text):
        return FetchError("login", "the page is a sign-in", which="page")
    targets = (one or other for one, other in _SCRIPT_TARGET.findall(text[:SHORT]))
    if target := next(filter(_SCRIPT_LOGIN.search, targets), None):
        return FetchError("login", f"the page's script leads to a sign-in, {target}", which="script")
    if (target := _refresh(text)) and signs_in(target):
        return FetchError("login", f"the page leads to a sign-in, {target}", which="refresh")
    return None


def _notice(text: str) -> FetchError | None:
    target = _refresh(text)
    found = ((which, pattern.search(text[:SHORT])) for which, pattern in _NOTICES.items())
    which, words = next(((which, match[0]) for which, match in found if match), ("refresh", ""))
    if target is None and not words:
        return None
    leads = f"it leads to {target}; if the portal moved, correct its url" if target else ""
    said = ", ".join(part for part in (words, leads) if part)
    return FetchError("notice", f"the page is a notice ({said or 'it reloads itself'})", which=which)


def _refresh(text: str) -> str | None:
    """Where a page's meta refresh leads: an address, empty where it reloads itself; `None` without one."""
    if not (tag := _REFRESH.search(text[:SHORT])):
        return None
    target = _CONTENT_URL.search(tag[0])
    return target[1] if target else ""
