"""Datasets per second of a portal's first harvest, beside CKAN's `package_create`, the measure of all harvesters so far.

The whole way on one side: a simulated portal in a process of its own is read over HTTP in pages of 100, decided on, stored
and indexed, until a search finds everything, its departments made on the way. On the other side datasets of the same
records through `package_create`, whose departments are there already: as CKAN ships, with a commit of the index at each,
and (`without_commit`) with `ckan.search.solr_commit = false`.
"""

import json
import os
import statistics
import time
from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa
from support.served import Served, served

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib.search import common
from ckan.plugins import toolkit as tk
from ckanext.govopen import jobs
from ckanext.govopen.bulk.writer import Writer
from ckanext.govopen.model import HarvestedRecord
from ckanext.govopen.national.dataset import from_record

from harvesters.crawl import Crawl
from harvesters.portal import Portal
from harvesters.record import Record

ROUNDS, WARM = 3, 5
SLUG, SIZE, FEW = "chongqing", int(os.environ.get("GOVOPEN_BENCH_SIZE", "5000")), 40


def found(code: str) -> int:
    """How many datasets of a portal a search finds, once all that was sent is visible."""
    connection = common.make_connection(decode_dates=False)
    connection.commit()
    hits: int = connection.search(q="*:*", fq=f"source_portal:{code}", rows=0).hits
    return hits


def loaded(portal: Portal) -> float:
    """Datasets per second of a first harvest."""
    start = time.perf_counter()
    run, code = jobs.run_harvest(portal, lambda run: None)
    hits = found(portal.code)
    seconds = time.perf_counter() - start
    if code or hits != run.created or hits < SIZE:
        raise SystemExit(f"{hits} datasets found after {run.as_dict()}")
    return hits / seconds


def one_by_one(records: list[Record], portal: Portal) -> float:
    """Datasets per second by CKAN's own action."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    datasets = [from_record(record, portal) for record in records]
    Writer().prepare(one.department for one in datasets)
    start = time.perf_counter()
    for one in datasets:
        tk.get_action("package_create")({"ignore_auth": True, "user": user}, one.dataset)
    found(portal.code)
    return len(records) / (time.perf_counter() - start)


def rounds(source: Served) -> Iterator[tuple[float, float, float]]:
    """Rates of rounds: the harvest, as CKAN ships, without its commit of the index."""
    portals = iter(source.portals(SLUG, [f"load_{number}" for number in range(1 + WARM + 3 * ROUNDS)]))
    first = next(portals)
    records = list(islice(Crawl(first, emit=lambda issue: None, limit=FEW + 3), FEW + 3))
    # Whatever is made once a process; Solr's too, which compiles its own code while it takes the first 25,000.
    one_by_one(records[FEW:], first)
    for warm in islice(portals, WARM):
        loaded(warm)
        forget(warm)
    for _ in range(ROUNDS):
        mine, shipped, bare = islice(portals, 3)
        rate = loaded(mine)
        tk.config["ckan.search.solr_commit"] = True
        plain = one_by_one(records[:FEW], shipped)
        tk.config["ckan.search.solr_commit"] = False
        yield rate, plain, one_by_one(records[:FEW], bare)
        forget(mine)


def forget(portal: Portal) -> None:
    """Have the next round be a first load too, of datasets that nobody else lists."""
    model.Session.execute(sa.delete(HarvestedRecord).where(HarvestedRecord.portal == portal.code))
    model.Session.commit()


def main() -> None:
    """Measure and print the line."""
    with served(SLUG, SIZE) as source, make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app.test_request_context():
        measured = list(rounds(source))
    value, shipped, bare = (statistics.median(rates) for rates in zip(*measured, strict=True))
    detail = {
        "datasets": SIZE,
        "family": SLUG,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "without_commit": {"baseline": round(bare, 1), "ratio": round(value / bare, 1)},
        "rounds": [[round(one, 1) for one in rates] for rates in measured],
    }
    line = {"bench": "first_load", "value": round(value, 1), "unit": "datasets/s", "baseline": round(shipped, 1)}
    print(json.dumps(line | {"ratio": round(value / shipped, 1), "detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
