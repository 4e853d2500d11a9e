"""Tells an index how datasets are now: many in one request, odd ones by CKAN's own code."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from ckan import logic
from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk import stored
from ckanext.govopen.bulk.connection import direct
from ckanext.govopen.bulk.documents import Document, Documents
from ckanext.govopen.bulk.solr import RefusedError, Solr
from ckanext.govopen.bulk.stored import DELETED, Stored

log = logging.getLogger(__name__)

POST = 250
"""Documents in one request: while Solr takes them, the next ones are made."""


class Teller:
    """The index's side of some datasets; `posting` has one thread, so that requests keep their order."""

    def __init__(self, solr: Solr, posting: ThreadPoolExecutor) -> None:
        self._solr = solr
        self._posting = posting
        self._documents = Documents()

    def tell(self, ids: Sequence[str]) -> list[str]:
        """Index these datasets, and take out those that are gone; the ones whose document Solr refuses.

        Raises `SearchIndexError` where Solr cannot be reached.
        """
        waiting: list[tuple[Future[None], Mapping[str, Document]]] = []
        unsure: list[str] = []
        for at in range(0, len(ids), POST):
            found = stored.load(ids[at : at + POST])
            self._delete([package_id for package_id in ids[at : at + POST] if is_gone(found.get(package_id))])
            made, others = self._documents.of({key: one for key, one in found.items() if not is_gone(one)})
            unsure += others
            if made:
                waiting.append((self._posting.submit(self._solr.add, list(made.values())), made))
        refused = [package_id for sent, made in waiting for package_id in self._refused(sent, made)]
        return refused + [package_id for package_id in unsure if not self._index_slowly(package_id)]

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
            with direct():
                logic.index_update_package({"ignore_auth": True, "user": ""}, package_id, defer_commit=True)
        except search.SearchIndexError as error:
            if "(HTTP 400)" not in str(error):
                raise
            log.error("the index refuses dataset %s: %s", package_id, error)
            return False
        except logic.NotFound:  # purged since it was read
            self._delete([package_id])
        except ValueError:
            log.exception("dataset %s cannot be read to be indexed", package_id)
            return False
        return True


def is_gone(one: Stored | None) -> bool:
    """Whether the index is not to have a dataset."""
    return one is None or (one.package["state"] == DELETED and bool(tk.config["ckan.search.remove_deleted_packages"]))
