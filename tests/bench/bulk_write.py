"""Datasets per second from record to index through the bulk writer, beside CKAN's `package_create`.

The same records by both ways, in turns on the same PostgreSQL and Solr: record → dataset → rows → index document, sent and
found by a search. The baseline commits the index at each dataset, as CKAN ships; `without_commit` is the ratio to
`ckan.search.solr_commit = false`.
"""

import json
import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count

from support.usual import record

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib.search import common
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk.drain import Draining
from ckanext.govopen.bulk.writer import Write, Writer
from ckanext.govopen.national.dataset import from_record

from harvesters.portal import Portal
from harvesters.record import Record

ROUNDS = 3
MANY, BATCH, FEW = 2_000, 500, 30
PORTAL = Portal(code="bench_bulk", title="bench", platform="oportal", url="http://127.0.0.1", region="510500")
NUMBERS = count()


def records(number: int) -> list[Record]:
    """Records that no other round has."""
    return [record(f"w{next(NUMBERS):06}") for _ in range(number)]


def rate(work: Callable[[list[Record]], object], given: list[Record]) -> float:
    """Datasets per second until a search finds the last of them."""
    start = time.perf_counter()
    work(given)
    connection = common.make_connection(decode_dates=False)
    connection.commit()
    found = connection.search(q="*:*", fq=f'source_id:"{given[-1].id}"', rows=0).hits
    seconds = time.perf_counter() - start
    if found != 1:
        raise SystemExit(given[-1].id)
    return len(given) / seconds


def in_bulk(given: list[Record]) -> None:
    """Batches, each one transaction; the index is told of one while the next is stored."""
    writer = Writer()
    with closing(Draining()) as draining:
        for at in range(0, len(given), BATCH):
            batch = [from_record(one, PORTAL) for one in given[at : at + BATCH]]
            writer.prepare(one.department for one in batch)
            writer.store([Write(one, None) for one in batch])
            model.Session.commit()
            draining.wake()
        draining.settle()


def one_by_one(given: list[Record]) -> None:
    """CKAN's own way: an action, a commit and a document for each."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    for one in given:
        tk.get_action("package_create")({"ignore_auth": True, "user": user}, from_record(one, PORTAL).dataset)


def measured() -> Iterator[tuple[float, float, float]]:
    """Rates of rounds: in bulk, as CKAN ships, without its commit of the index."""
    for _ in range(ROUNDS):
        bulk = rate(in_bulk, records(MANY))
        tk.config["ckan.search.solr_commit"] = True
        shipped = rate(one_by_one, records(FEW))
        tk.config["ckan.search.solr_commit"] = False
        yield bulk, shipped, rate(one_by_one, records(FEW))


def main() -> None:
    """Measure and print the line."""
    with make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app.test_request_context():
        in_bulk(records(10))
        one_by_one(records(3))
        rounds = list(measured())
    bulk, shipped, bare = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    detail = {
        "datasets": ROUNDS * MANY,
        "batch": BATCH,
        "cores": os.cpu_count(),
        "without_commit": {"baseline": round(bare, 1), "ratio": round(bulk / bare, 1)},
        "rounds": [[round(one, 1) for one in rates] for rates in rounds],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    line = {"bench": "bulk_write", "value": round(bulk, 1), "unit": "datasets/s", "baseline": round(shipped, 1)}
    print(json.dumps(line | {"ratio": round(bulk / shipped, 1), "detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
