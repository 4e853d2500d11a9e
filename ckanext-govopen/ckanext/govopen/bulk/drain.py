"""Brings the index up to date with what is committed, and only then forgets that this was to be done."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext

from flask import current_app, has_app_context

from ckan import logic, model
from ckan.lib import search
from ckan.lib.search.common import SearchError
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk import stored
from ckanext.govopen.bulk.documents import Document, Documents
from ckanext.govopen.bulk.solr import RefusedError, Solr
from ckanext.govopen.bulk.stored import DELETED, Stored
from ckanext.govopen.model import Outbox

log = logging.getLogger(__name__)

AWAY: tuple[type[Exception], ...] = (SearchError, search.SearchIndexError, OSError)
"""What is raised while the index cannot be asked."""

BATCH = 500
POST = 125
"""Documents in one request: while Solr takes them, the next ones are made."""


def drain(limit: int | None = None, *, seen: bool = False) -> int:
    """Tell the index of datasets that changed, and commit that this is done; how many there were, `limit` at the most.

    Reads each dataset as it is now, so that it may be done twice, and by several processes at once: each takes what no
    other one is at. Raises `SearchIndexError` where Solr cannot be reached; then everything waits on. A dataset whose
    document Solr refuses is logged, and marked until it changes. With `seen` searches show on return what was told,
    else after Solr's next soft commit.
    """
    done = 0
    try:
        with Solr() as solr, ThreadPoolExecutor(max_workers=1) as posting:
            batch = _Batch(solr, posting)
            while tokens := Outbox.waiting(BATCH if limit is None else min(BATCH, limit - done)):
                batch.index(list(tokens))
                Outbox.done(tokens)
                model.Session.commit()
                done += len(tokens)
    finally:
        model.Session.rollback()  # lets go of the rows that wait on, for others to take
    if seen:
        search.commit()
    return done


class Draining:
    """Drains beside what goes on in the block: the index is told of one batch while the next is stored.

    Leaving the block waits until nothing waits. What went wrong is raised by the next `wake`, or by `settle`.
    """

    def __init__(self) -> None:
        self._app = current_app._get_current_object() if has_app_context() else None  # type: ignore[attr-defined]
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drain")
        self._going: Future[None] | None = None

    def __enter__(self) -> "Draining":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.settle()
        finally:
            self.close()

    def close(self) -> None:
        """Let what is being told come to its end; what still waits is told by the next one."""
        self._pool.shutdown()

    def wake(self) -> None:
        """Something was committed that the index does not know. Raises as `drain`."""
        if self._going is None or self._going.done():
            self._wait()
            self._going = self._pool.submit(self._drain)

    def settle(self) -> None:
        """Wait until the index knows all that was committed before. Raises as `drain`."""
        self._wait()
        drain()

    def _wait(self) -> None:
        going, self._going = self._going, None
        if going:
            going.result()

    def _drain(self) -> None:
        try:
            with self._app.test_request_context() if self._app else nullcontext():
                drain()
        finally:
            model.Session.remove()


class _Batch:
    """The index's side of some datasets."""

    def __init__(self, solr: Solr, posting: ThreadPoolExecutor) -> None:
        self._solr = solr
        self._posting = posting
        self._documents = Documents()

    def index(self, ids: Sequence[str]) -> None:
        waiting: list[tuple[Future[None], Mapping[str, Document]]] = []
        unsure: list[str] = []
        for at in range(0, len(ids), POST):
            found = stored.load(ids[at : at + POST])
            self._delete([package_id for package_id in ids[at : at + POST] if _is_gone(found.get(package_id))])
            made, others = self._documents.of({key: one for key, one in found.items() if not _is_gone(one)})
            unsure += others
            if made:
                waiting.append((self._posting.submit(self._solr.add, list(made.values())), made))
        refused = [package_id for sent, made in waiting for package_id in self._refused(sent, made)]
        refused += [package_id for package_id in unsure if not self._index_slowly(package_id)]
        Outbox.refuse(refused)

    def _delete(self, ids: Iterable[str]) -> None:
        if keys := [self._documents.index_id(package_id) for package_id in ids]:
            self._posting.submit(self._solr.delete, keys).result()

    def _refused(self, sent: Future[None], made: Mapping[str, Document]) -> list[str]:
        """What Solr refused of documents that were sent together: it is found by sending them one by one."""
        try:
            sent.result()
        except RefusedError:
            return [package_id for package_id, one in made.items() if not self._is_taken(package_id, one)]
        return []

    def _is_taken(self, package_id: str, one: Document) -> bool:
        try:
            self._solr.add([one])
        except RefusedError as error:
            log.error("the index refuses dataset %s: %s", package_id, error)
            return False
        return True

    def _index_slowly(self, package_id: str) -> bool:
        """Index a dataset by CKAN's own code; whether Solr took it."""
        try:
            logic.index_update_package({"ignore_auth": True, "user": ""}, package_id, defer_commit=True)
        except search.SearchIndexError as error:
            if "(HTTP 400)" not in str(error):
                raise
            log.error("the index refuses dataset %s: %s", package_id, error)
            return False
        except ValueError:
            log.exception("dataset %s cannot be read to be indexed", package_id)
            return False
        return True


def _is_gone(one: Stored | None) -> bool:
    """Whether the index is not to have a dataset."""
    return one is None or (one.package["state"] == DELETED and bool(tk.config["ckan.search.remove_deleted_packages"]))
