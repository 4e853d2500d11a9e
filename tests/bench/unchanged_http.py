"""Unchanged records per second over HTTP, beside CKAN's own way: `package_update` of what is there.

A simulated portal in a process of its own is read in pages of 100 and nothing is found to have changed; its records are
known as an earlier run would have left them. The baseline is an identical `package_update` of datasets of those records.
"""

import json
import os
import statistics
import time
from itertools import islice

from support.served import served

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk
from ckanext.govopen import jobs
from ckanext.govopen.bulk.writer import Write, Writer
from ckanext.govopen.harvest import content
from ckanext.govopen.model import HarvestedRecord
from ckanext.govopen.model.record import Stored
from ckanext.govopen.national.dataset import from_record

from harvesters.crawl import Crawl
from harvesters.portal import Portal
from harvesters.record import Record

ROUNDS = 3
SLUG, SIZE, FEW, PAGE = "chongqing", 20_000, 40, 100


def remember(portal: Portal, records: list[Record]) -> None:
    """The records as an earlier run would have left them."""
    fingerprint = content.fingerprinter(portal)
    rows = [Stored(row.id, fingerprint(row), row.id, b"", number // PAGE + 1, None) for number, row in enumerate(records)]
    HarvestedRecord.put(portal.code, "earlier", rows)
    model.Session.commit()


def unchanged(portal: Portal) -> float:
    """Records per second of a run that finds nothing changed."""
    start = time.perf_counter()
    run, code = jobs.run_harvest(portal, lambda run: None)
    seconds = time.perf_counter() - start
    if code or run.unchanged != SIZE:
        raise SystemExit(f"the run ended as {run.as_dict()}")
    return SIZE / seconds


def stored(portal: Portal, records: list[Record]) -> list[dict[str, object]]:
    """Datasets of some records, as CKAN shows them."""
    writer = Writer()
    datasets = [from_record(record, portal) for record in records]
    writer.prepare(one.department for one in datasets)
    outcomes = writer.store([Write(one, None) for one in datasets])
    model.Session.commit()
    show = tk.get_action("package_show")
    return [show({"ignore_auth": True, "user": ""}, {"id": outcome.package_id}) for outcome in outcomes]


def updated(packages: list[dict[str, object]]) -> float:
    """Datasets per second through an identical `package_update`."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    start = time.perf_counter()
    for package in packages:
        tk.get_action("package_update")({"ignore_auth": True, "user": user}, dict(package))
    return len(packages) / (time.perf_counter() - start)


def main() -> None:
    """Measure and print the line."""
    with served(SLUG, SIZE) as source, make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app.test_request_context():
        known, other = source.portals(SLUG, ["known", "other"])
        remember(known, list(Crawl(known, emit=lambda issue: None)))
        packages = stored(other, list(islice(Crawl(other, emit=lambda issue: None, limit=FEW), FEW)))
        measured = [(unchanged(known), updated(packages)) for _ in range(ROUNDS)]
    value, baseline = (statistics.median(rates) for rates in zip(*measured, strict=True))
    detail = {"records": SIZE, "page": PAGE, "family": SLUG, "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    detail["rounds"] = [[round(one, 1) for one in rates] for rates in measured]
    line = {"bench": "unchanged_http", "value": round(value), "unit": "records/s", "baseline": round(baseline, 1)}
    print(json.dumps(line | {"ratio": round(value / baseline), "detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
