"""Brings the index up to date with what is committed, and only then forgets that this was to be done."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext

from flask import current_app, has_app_context

from ckan import model
from ckan.lib import search
from ckan.lib.search.common import SearchError
from ckanext.govopen.bulk.solr import Solr
from ckanext.govopen.bulk.telling import Teller
from ckanext.govopen.model import Outbox

AWAY: tuple[type[Exception], ...] = (SearchError, search.SearchIndexError)
"""What is raised while the index cannot be asked."""

BATCH = 500


def drain(limit: int | None = None, *, seen: bool = False) -> int:
    """Tell the index of datasets that changed, and commit that this is done; how many there were, `limit` at the most.

    Reads each dataset as it is now, so that it may be done twice, and by several processes at once: each takes what no
    other one is at. Raises `SearchIndexError` where Solr cannot be reached; then everything waits on. A dataset whose
    document Solr refuses is logged, and marked until it changes. With `seen` searches show on return what was told,
    else within a second, of many at once within five.
    """
    done = 0
    try:
        with Solr() as solr, ThreadPoolExecutor(max_workers=1) as posting:
            teller = Teller(solr, posting)
            while tokens := Outbox.waiting(BATCH if limit is None else min(BATCH, limit - done)):
                Outbox.refuse(teller.tell(list(tokens)))
                Outbox.done(tokens)
                model.Session.commit()
                done += len(tokens)
    finally:
        model.Session.rollback()  # lets go of the rows that wait on, for others to take
    if seen:
        search.commit()
    return done


class Draining:
    """Drains beside what its maker does: the index is told of one batch while the next is stored.

    What went wrong is raised by the next `wake`, or by `settle`. Its maker closes it.
    """

    def __init__(self) -> None:
        self._app = current_app._get_current_object() if has_app_context() else None  # type: ignore[attr-defined]
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drain")
        self._going: Future[None] | None = None

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
