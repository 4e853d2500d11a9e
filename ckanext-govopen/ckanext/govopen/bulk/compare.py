"""Whether an index has what the database has, and what was told to another one meanwhile."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import sqlalchemy as sa

from ckan import model
from ckan.common import config
from ckanext.govopen.bulk.fill import BATCH, told_to, wanted
from ckanext.govopen.bulk.solr import Solr
from ckanext.govopen.bulk.telling import Teller
from ckanext.govopen.model.among import among
from ckanext.govopen.search.filters import has_value

MARGIN = timedelta(seconds=10)
"""What is told twice does no harm; what is told never would."""
FETCHED = 5000
ROUNDS = 5


def site() -> str:
    """A query for the documents of this portal: several may share an index."""
    return f"+{has_value('site_id', config['ckan.site_id'])}"


def count() -> int:
    """How many datasets the index is to have."""
    found = wanted(sa.select(model.package_table.c.id)).subquery()
    number = model.Session.scalar(sa.select(sa.func.count()).select_from(found))
    model.Session.rollback()
    return int(number or 0)


def differences(solr: Solr) -> tuple[set[str], set[str]]:
    """The datasets that an index lacks, and those that it should not have; both sides are read once, in the same order."""
    lacking, extra = set(), set()
    known = solr.keys(site())
    there = next(known, None)
    for key, package_id in _keys():
        while there and there < key:
            extra.add(there)
            there = next(known, None)
        if there == key:
            there = next(known, None)
        else:
            lacking.add(package_id)
    extra |= {there, *known} if there else set()
    return lacking, set(solr.ids_of(extra))


def _keys() -> Iterator[tuple[str, str]]:
    """The key in the index and the id of each dataset that it is to have, by key."""
    column = model.package_table.c.id
    key = sa.func.md5(column + str(config["ckan.site_id"]))
    query = wanted(sa.select(key, column)).order_by(sa.collate(key, "C"))  # type: ignore[arg-type]
    with model.meta.engine.connect() as connected:
        for pair in connected.execution_options(yield_per=FETCHED).execute(query):
            yield pair[0], pair[1]


def changed(solr: Solr, since: datetime) -> set[str]:
    """The datasets of which an index was told since a moment by its own clock; deleted ones leave no trace."""
    solr.commit(soft=True)
    return set(solr.ids(f"{site()} +indexed_ts:[{since - MARGIN:%Y-%m-%dT%H:%M:%SZ} TO *]"))


def tell(solr: Solr, ids: Iterable[str]) -> list[str]:
    """Bring these datasets up to date in an index, as the database has them when this ends; the refused ones.

    What changes while it is told is told again, so that a dataset that is withdrawn meanwhile does not come back.
    """
    refused: list[str] = []
    with told_to(solr.url), ThreadPoolExecutor(max_workers=1) as posting:
        teller = Teller(solr, posting)
        waiting = sorted(ids)
        for at in range(0, len(waiting), BATCH):
            refused += _tell(teller, waiting[at : at + BATCH])
    solr.commit(soft=True)
    return refused


def _tell(teller: Teller, ids: list[str]) -> list[str]:
    refused: list[str] = []
    for _ in range(ROUNDS):
        before = _states(ids)
        refused += teller.tell(ids)
        model.Session.rollback()
        after = _states(ids)
        ids = [one for one in ids if before.get(one) != after.get(one)]
        if not ids:
            break
    return refused


def _states(ids: Iterable[str]) -> dict[str, tuple[str, datetime]]:
    """What tells whether a dataset changed, each time in a transaction of its own."""
    table = model.package_table
    query = sa.select(table.c.id, table.c.state, table.c.metadata_modified).where(among(table.c.id, ids))
    found = {row.id: (row.state, row.metadata_modified) for row in model.Session.execute(query)}
    model.Session.rollback()
    return found
