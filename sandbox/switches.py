"""What goes wrong with a portal, set per portal in its YAML (`switches:`) and while it runs.

`POST /<slug>/_switch` with a JSON object sets the switches named in it and answers the state; `GET` only answers.

| switch | default | effect |
|---|---|---|
| `match` | "" | the failures below hit only requests whose path, query or body contain this text |
| `slow` | 0 | seconds before each answer |
| `error_rate` | 0 | share of requests answered with 500 |
| `busy_rate`, `retry_after` | 0, 1 | share answered with 429, and the seconds that its Retry-After asks for |
| `cut_rate` | 0 | share whose body breaks off half-way |
| `empty_rate` | 0 | share answered 200 without a body |
| `broken_rate` | 0 | share whose body is only the first half of the answer, with a correct length |
| `html_rate` | 0 | share answered 200 with a page instead of the answer |
| `inband_rate` | 0 | share answered 200 with `{"code":500,"msg":"系统繁忙…"}` |
| `login_rate` | 0 | share redirected (302) to a sign-in page on another host |
| `personal` | false | entries of JSON lists carry the user who made them, with name and mobile number (a specimen) |
| `wall` | false | everything is a 412 with a JavaScript cookie challenge |
| `jsl` | false | everything is a 521 whose script computes the cookie `__jsl_clearance_s` |
| `wzws` | false | everything is a 200 with a script and the cookie `wzws_sessionid` |
| `notice` | false | everything is a notice page with a meta refresh to a new address |
| `moved` | false | everything is redirected (302) to the same path on another host |
| `not_modified` | false | a request with If-None-Match or If-Modified-Since gets a 304, whatever has changed |
| `duplicate_rate` | null | share of entries that the listing repeats, in place of the plan's |
| `shown` | 1 | share of the listing that is left |
| `stop_at` | 0 | listing pages after this one are empty though the total says otherwise |
| `first_page_forever` | false | every listing page shows the first one |

Two more keys act once: `"reset": true` puts back what the YAML says, and
`"mutate": {"updated": 5, "removed": 2, "added": 3}` changes the catalogue and answers the ids. Shares are met by
counting, not by chance: of four requests at 0.25 it is the fourth.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import orjson

from sandbox.errors import SandboxError
from sandbox.files.defects import MOBILE_SPECIMEN
from sandbox.reply import JSON, Reply, html, json

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.reply import Request

ELSEWHERE = "http://data.example.test"
CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
USER = {"createUser": {"userName": "张某某", "mobile": MOBILE_SPECIMEN}}
LOGIN = "http://login.example.test/sso/login"
WALL = "<html><head><script>document.cookie='challenge='+(7*6);location.reload();</script></head><body></body></html>"
JSL = (
    "<script>document.cookie=('_')+('_')+('jsl_clearance_s=')+(1700000000+'.'+42)+'|-1|';"
    "location.href=location.pathname</script>"
)
WZWS = "<html><head><script>function challenge(f){return f*111+16}location.reload();</script></head><body></body></html>"
MAINTENANCE = "<html><head><title>系统维护</title></head><body><p>系统正在维护，请稍后访问。</p></body></html>"
NOTICE = (
    '<html><head><meta http-equiv="refresh" content="5;url=http://data.example.test/"></head>'
    "<body><h3>平台升级公告</h3><p>本平台已迁移至新地址，5秒后自动跳转。</p></body></html>"
)


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The switches of one portal; see the table above."""

    match: str = ""
    slow: float = 0
    error_rate: float = 0
    busy_rate: float = 0
    retry_after: int = 1
    cut_rate: float = 0
    empty_rate: float = 0
    broken_rate: float = 0
    html_rate: float = 0
    inband_rate: float = 0
    login_rate: float = 0
    personal: bool = False
    wall: bool = False
    jsl: bool = False
    wzws: bool = False
    notice: bool = False
    moved: bool = False
    not_modified: bool = False
    duplicate_rate: float | None = None
    shown: float = 1
    stop_at: int = 0
    first_page_forever: bool = False

    def hits(self, request: Request) -> bool:
        """Whether the failures are meant for this request."""
        return self.match in request.target or self.match.encode() in request.body


class Mutation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many entries are changed, removed and added."""

    updated: Annotated[int, msgspec.Meta(ge=0)] = 0
    removed: Annotated[int, msgspec.Meta(ge=0)] = 0
    added: Annotated[int, msgspec.Meta(ge=0)] = 0


FAULTS: dict[str, Callable[[State], Reply]] = {
    "error_rate": lambda _: html("<html><body><h1>HTTP Status 500 – Internal Server Error</h1></body></html>", 500),
    "busy_rate": lambda state: html("Too Many Requests", 429).with_header("Retry-After", str(state.retry_after)),
    "empty_rate": lambda _: Reply(),
    "html_rate": lambda _: html(MAINTENANCE),
    "inband_rate": lambda _: json({"code": 500, "msg": "系统繁忙，请稍后再试", "object": None}),
    "login_rate": lambda _: Reply(status=302).with_header("Location", f"{LOGIN}?service=portal"),
}


WALLS: dict[str, Callable[[Request], Reply | None]] = {
    "wall": lambda _: html(WALL, 412),
    "jsl": lambda _: html(JSL, 521).with_header("Set-Cookie", "__jsluid_s=0f1e2d3c4b5a69788796a5b4c3d2e1f0; path=/; HttpOnly"),
    "wzws": lambda _: html(WZWS).with_header("Set-Cookie", "wzws_sessionid=gWExMjcuMC4wLjE=; path=/"),
    "notice": lambda _: html(NOTICE),
    "moved": lambda request: Reply(status=302).with_header("Location", f"{ELSEWHERE}{request.target}"),
    "not_modified": lambda request: Reply(status=304) if CONDITIONS & request.headers.keys() else None,
}


def _with_user(value: Any) -> Any:
    """A JSON value in which every object of a list carries a user."""
    if isinstance(value, dict):
        return {key: _with_user(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_user(one) | USER if isinstance(one, dict) else one for one in value]
    return value


def read_state(data: dict[str, Any], base: State | None = None) -> State:
    """The state `base` (default: all off) with `data` laid over it; raises `SandboxError` with switch and reason."""
    try:
        return msgspec.convert(msgspec.structs.asdict(base or State()) | data, State)
    except msgspec.ValidationError as error:
        message = f"switches: {error}"
        raise SandboxError(message) from None


class Board:
    """The switches of one portal and what they did so far."""

    def __init__(self, start: dict[str, Any]) -> None:
        self._start = read_state(start)
        self.state = self._start
        self._seen: Counter[str] = Counter()
        self._lock = Lock()

    def set(self, data: dict[str, Any]) -> None:
        """Lays `data` over the state; with `reset` over what the YAML says, and counting begins anew."""
        base = self._start if data.get("reset") else self.state
        state = read_state({key: value for key, value in data.items() if key != "reset"}, base)
        with self._lock:
            self.state = state
            self._seen.clear()

    def _due(self, name: str, state: State) -> bool:
        """Whether this request is one of the share that the switch `name` hits."""
        rate: float = getattr(state, name)
        if rate <= 0:
            return False
        with self._lock:
            self._seen[name] += 1
            return int(self._seen[name] * rate) > int((self._seen[name] - 1) * rate)

    def before(self, request: Request) -> Reply | None:
        """The failure in place of the answer, if one is due; sleeps first where the portal is slow."""
        state = self.state
        if not state.hits(request):
            return None
        if state.slow > 0:
            time.sleep(state.slow)
        standing = (wall(request) for name, wall in WALLS.items() if getattr(state, name))
        if (reply := next(filter(None, standing), None)) is not None:
            return reply
        return next((fault(state) for name, fault in FAULTS.items() if self._due(name, state)), None)

    def after(self, request: Request, reply: Reply) -> Reply:
        """The answer, broken off where that is due."""
        state = self.state
        if not state.hits(request):
            return reply
        if state.personal and reply.media_type == JSON:
            reply = replace(reply, body=orjson.dumps(_with_user(orjson.loads(reply.body))))
        if self._due("cut_rate", state):
            return replace(reply, cut=True)
        return replace(reply, body=reply.body[: len(reply.body) // 2]) if self._due("broken_rate", state) else reply
