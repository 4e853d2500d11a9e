"""Which requests are searches and clicks of people, and what of them is noted.

A search is a question that a person puts on the search page. Leafing through its results, narrowing or sorting them is
no new one; what programs ask of the API, operators, robots, prefetching browsers and people who do not want to be
counted (DNT, Sec-GPC) leave no trace.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import g, has_request_context, request

from ckan.common import current_user
from ckan.exceptions import CkanConfigurationException
from ckanext.govopen import config
from ckanext.govopen.model import clock
from ckanext.govopen.national.names import NAME
from ckanext.govopen.search import asked
from ckanext.govopen.search.query import short
from ckanext.govopen.usage import buffer, people

PAGES = frozenset({"dataset.search"})
"""Endpoints whose `q` a person wrote."""
PLAIN = frozenset({"q", "page", "sort"})
"""Parameters that narrow nothing."""
LAST_RANK = 1000


def note_search(answer: Mapping[str, Any]) -> None:
    """Note the question of this request with CKAN's answer to it (`count`), if it is a new one of a person."""
    if not has_request_context() or request.endpoint not in PAGES or request.method != "GET" or g.get("govopen_asked"):
        return
    # A page may search several times; the first answer is that to the question.
    g.govopen_asked = True
    text = request.args.get("q", "")
    query = asked.kept(text) if text and is_new(text) and is_counted() else None
    if query:
        narrowed = any(name not in PLAIN for name in request.args)
        nothing = not answer["count"]
        found = not nothing and not current_user.is_authenticated
        buffer.search(query, where(), agent(), clock.now(), found=int(found), empty=int(nothing and not narrowed))


def note_click(name: str, text: str, rank: int) -> None:
    """Note that a person opened the dataset of that name, which stood at that place in the results of `text`."""
    if NAME.fullmatch(name) and 1 <= rank <= LAST_RANK and is_counted():
        buffer.click(asked.kept(text) or "", name, rank, where(), clock.now())


def is_counted() -> bool:
    """Whether the request is one of a person who may be counted, and no operator's."""
    operator = current_user.is_authenticated and current_user.sysadmin
    return not operator and people.is_person(request.headers.get)


def is_new(text: str) -> bool:
    """Whether the question is not the one whose results the request comes from, nor for a further page of them."""
    if request.args.get("page", "1") != "1":
        return False
    try:
        before = urlsplit(request.headers.get("Referer") or "")
    except ValueError:
        return True
    # Behind a proxy the page may have another host, and a language in front of its path.
    here = before.path.rstrip("/").endswith(request.path.rstrip("/"))
    return not here or text not in {form for q in parse_qs(before.query).get("q", []) for form in (q, short.picked(q)[1])}


def where() -> str:
    """The address that the request comes from."""
    return people.address(request.remote_addr, request.headers.get("X-Forwarded-For"), proxies())


def proxies() -> tuple[people.Network, ...]:
    """The reverse proxies in front of the portal; raises CkanConfigurationException where one is no address."""
    try:
        return people.networks(config.trusted_proxies())
    except ValueError as error:
        raise CkanConfigurationException(
            f"{config.TRUSTED_PROXIES}: {error}; name addresses or networks such as 10.0.0.5"
        ) from error


def agent() -> str:
    """The browser, as it names itself."""
    return request.headers.get("User-Agent", "")
