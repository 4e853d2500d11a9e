"""Unchanged records per second from the parsed page to the decision, beside CKAN's own way: `package_update` of what is there.

The engine reads frozen pages of 100 whole records, looks each up, finds nothing changed and notes that it was seen: its
whole cost but for the network and the vendor's format. The baseline is an identical `package_update`, in the same run.
"""

import json
import os
import statistics
import time
from collections.abc import Iterator
from typing import Any

from support.usual import record

from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk.writer import Write, Writer
from ckanext.govopen.harvest import content, control, run
from ckanext.govopen.model import HarvestedRecord, Run
from ckanext.govopen.model.record import Stored
from ckanext.govopen.national.dataset import from_record

from harvesters import base
from harvesters.base import Platform, Ref
from harvesters.portal import Portal
from harvesters.record import Record

RECORDS = 50_000
PAGE = 100
ROUNDS = 3
UPDATES = 100


class Frozen(Platform):
    """A listing of whole records, parsed already."""

    whole = True
    rows: tuple[Record, ...] = ()

    def refs(self, start: int = 1) -> Iterator[Ref]:
        """All records, a hundred a page."""
        for number, row in enumerate(self.rows[(start - 1) * PAGE :], start=(start - 1) * PAGE):
            yield Ref(row.id, {"record": row}, number // PAGE + 1)

    def record(self, ref: Ref) -> Record:
        """What the listing carries."""
        found: Record = ref.row["record"]
        return found


def remember(portal: Portal) -> None:
    """The records as an earlier run would have left them."""
    fingerprint = content.fingerprinter(portal)
    for start in range(0, RECORDS, 5000):
        rows = Frozen.rows[start : start + 5000]
        stored = [Stored(row.id, fingerprint(row), row.id, b"", 1, None) for row in rows]
        HarvestedRecord.put(portal.code, "earlier", stored)
    model.Session.commit()


def unchanged(portal: Portal) -> tuple[float, Run]:
    """Records per second of a run that finds nothing changed."""
    made = control.create(portal.code)
    start = time.perf_counter()
    done = run.work(made.id, portal, wake=lambda files: None, progress=lambda run: None)
    return RECORDS / (time.perf_counter() - start), done


def updated(portal: Portal) -> float:
    """Datasets per second through an identical `package_update`."""
    writer = Writer()
    datasets = [from_record(record(f"29200/{number + RECORDS:06}"), portal) for number in range(UPDATES)]
    writer.prepare(one.department for one in datasets)
    outcomes = writer.store([Write(one, None) for one in datasets])
    model.Session.commit()
    context: Any = {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    packages = [tk.get_action("package_show")(dict(context), {"id": outcome.package_id}) for outcome in outcomes]  # type: ignore[arg-type]
    start = time.perf_counter()
    for package in packages:
        tk.get_action("package_update")(dict(context), package)  # type: ignore[arg-type]
    return UPDATES / (time.perf_counter() - start)


def main() -> None:
    """Measure and print the line."""
    portal = Portal(code="bench_unchanged", title="bench", platform="oportal", url="http://127.0.0.1", region="510500")
    base.platforms = lambda: {"oportal": Frozen}  # type: ignore[assignment]
    Frozen.rows = tuple(record(f"29200/{number:06}") for number in range(RECORDS))
    with make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app.test_request_context():
        remember(portal)
        rates, baselines = [], []
        for _ in range(ROUNDS):
            rate, done = unchanged(portal)
            if (done.state, done.unchanged) != ("complete", RECORDS):
                raise SystemExit(f"the run ended as {done.as_dict()}")
            rates.append(rate)
            baselines.append(updated(portal))
    value, baseline = statistics.median(rates), statistics.median(baselines)
    detail = {
        "records": RECORDS,
        "page": PAGE,
        "batch": run.BATCH,
        "cores": os.cpu_count(),
        "rates": [round(one) for one in rates],
    }
    line = {"bench": "unchanged", "value": round(value), "unit": "records/s", "baseline": round(baseline, 1)}
    print(json.dumps(line | {"ratio": round(value / baseline), "detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
