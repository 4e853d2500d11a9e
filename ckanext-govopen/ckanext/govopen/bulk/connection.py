"""CKAN's connection to the index, which lets nobody wait long for a server that is away and loses no change meanwhile.

CKAN makes a `pysolr.Solr` for each question; `install` puts `Connection` in its place. The first question that gets no answer
within `solr_timeout` closes the way for a moment: others are told at once that the index is away, so that a server which hangs
does not take all threads of the web server with it. Then one question at a time tries again.
"""

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

import pysolr
import requests
from flask import g, has_request_context

from ckan.lib import search
from ckan.lib.search.common import SearchError
from ckanext.govopen.model import Outbox

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
"""How long nobody tries after a question that got no answer."""
GONE = (404, 502, 503, 504)
"""What Solr, or what stands before it, answers while a core is not loaded."""
TRY_SECONDS = 2.0
"""How long a question waits for a server that did not answer the last one."""
AWAY, SCHEMA = "away", "schema"
"""What is wrong with the index: it does not answer, or it was made for another schema."""
UNSORTABLE = "can not sort on"
"""How Solr begins to tell that a field gives no order: what a caller wants, of any index."""

_STATUS = re.compile(r"\(HTTP (\d+)\)")
_UNREACHED = ("Connection to server", "Failed to connect to server", "Unhandled error")
_UNKNOWN_FIELD = re.compile("undefined field|unknown field|can not use FieldCache|docValues", re.IGNORECASE)
_DELETED = re.compile(r'\+\(id:"([^"]+)"')
_local = threading.local()
_direct: ContextVar[bool] = ContextVar("govopen_direct", default=False)


class AwayError(pysolr.SolrError):  # type: ignore[misc]
    """The index cannot be reached."""


class Gate:
    """Whether it makes sense to ask; shared by all threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0

    def enter(self, patience: float) -> float:
        """How long to wait for an answer; raises `AwayError` while nobody is to ask.

        Who tries again waits less long than who asks a server that answered, and keeps others from it meanwhile.
        """
        with self._lock:
            now = time.monotonic()
            if now < self._until:
                raise AwayError("The search index cannot be reached")
            if self._until:
                patience = min(patience, TRY_SECONDS)
                self._until = now + patience + PAUSE_SECONDS
            return patience

    def is_shut(self) -> bool:
        """Whether nobody is to ask just now."""
        return time.monotonic() < self._until

    def shut(self) -> None:
        """A question got no answer."""
        with self._lock:
            if not self._until:
                log.warning("the search index does not answer")
            self._until = time.monotonic() + PAUSE_SECONDS

    def open(self) -> None:
        """A question was answered."""
        if self._until:
            with self._lock:
                self._until = 0.0
            log.warning("the search index answers again")


gate = Gate()


class Connection(pysolr.Solr):  # type: ignore[misc]
    """pysolr's, with one HTTP connection a thread, and the gate in front of it."""

    def get_session(self) -> Any:
        """The thread's own session, whose connection stays open between questions."""
        if self.session is None:
            if not hasattr(_local, "session"):
                _local.session = super().get_session()
                _local.session.trust_env = False  # to look for a proxy takes longer than to ask
            self.session = _local.session
        return self.session

    def _send_request(self, *arguments: Any, **named: Any) -> str:
        try:
            if trouble() == AWAY:  # this request has waited once
                raise AwayError("The search index cannot be reached")
            self.timeout = gate.enter(self.timeout)
            answer = self._answer(*arguments, **named)
        except AwayError:
            note(AWAY)
            raise
        except pysolr.SolrError as error:
            if _is_away(str(error)):
                gate.shut()
                note(AWAY)
                raise AwayError("The search index cannot be reached") from error
            gate.open()
            if _UNKNOWN_FIELD.search(str(error)) and UNSORTABLE not in str(error):
                note(SCHEMA)
            raise
        gate.open()
        return answer

    def _answer(self, *arguments: Any, **named: Any) -> str:
        """The answer; asked twice where the connection, kept open from an earlier question, had been closed meanwhile."""
        try:
            return self._once(*arguments, **named)
        except pysolr.SolrError as error:
            if not str(error).startswith("Failed to connect to server"):
                raise
            self.get_session().close()
            return self._once(*arguments, **named)

    def _once(self, *arguments: Any, **named: Any) -> str:
        """The answer; one that is broken off, which pysolr lets through, counts as none."""
        try:
            answer: str = super()._send_request(*arguments, **named)
        except requests.RequestException as error:
            raise pysolr.SolrError(f"Failed to connect to server: {error}") from error
        return answer

    def add(self, docs: Any, *arguments: Any, **named: Any) -> Any:
        """Add documents; while the index is away, a change that somebody makes is noted with it, and told later."""
        try:
            return super().add(docs, *arguments, **named)
        except AwayError:
            if not _postponed(one.get("id") for one in docs):
                raise

    def delete(self, *arguments: Any, **named: Any) -> Any:
        """The same for what is deleted."""
        try:
            return super().delete(*arguments, **named)
        except AwayError:
            if not _postponed(_DELETED.findall(named.get("q") or "")):
                raise


def _postponed(ids: Iterator[str | None] | list[str]) -> bool:
    """Note datasets that a request changes; in no request, the caller is told that the index is away."""
    known = [one for one in ids if one]
    if not known or not has_request_context() or _direct.get():
        return False
    Outbox.add(known)
    return True


@contextmanager
def direct() -> Iterator[None]:
    """In this block changes are told at once or not at all."""
    token = _direct.set(True)
    try:
        yield
    finally:
        _direct.reset(token)


def note(trouble: str) -> None:
    """Remember for this request what is wrong with the index."""
    if has_request_context():
        g.govopen_index_trouble = trouble


def trouble() -> str | None:
    """What is wrong with the index, as this request has met it: `away`, `schema` or None."""
    return getattr(g, "govopen_index_trouble", None) if has_request_context() else None


def install() -> None:
    """Have CKAN ask through `Connection`, and start also where the index's schema is not what CKAN knows."""
    pysolr.Solr = Connection
    logging.getLogger("pysolr").setLevel(logging.CRITICAL)  # it writes a whole traceback for each question
    search._get_schema_from_solr = _schema
    search.check_solr_schema_version = _checked(search.check_solr_schema_version)


def _schema(path: str) -> requests.Response:
    """The answer to CKAN's question for the schema, which by itself would ask the proxy that the environment names."""
    index = search.make_connection()
    return cast("requests.Response", index.get_session().get(index.url + path, timeout=index.timeout))


def _checked(check: Any) -> Any:
    if hasattr(check, "__wrapped__"):
        return check

    def checked(schema_file: str | None = None) -> bool:
        try:
            return bool(check(schema_file))
        except (SearchError, ValueError, OSError) as error:
            if schema_file:
                raise
            log.error("the index's schema is not ours: make it anew with `ckan govopen reindex` (%s)", error)
            return False

    checked.__wrapped__ = check  # type: ignore[attr-defined]
    return checked


def _is_away(message: str) -> bool:
    status = _STATUS.search(message)
    return message.startswith(_UNREACHED) or bool(status and int(status[1]) in GONE)
