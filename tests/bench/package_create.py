"""Datasets per second through the harvest's writer, beside CKAN's `package_create`, the measure of all later writers.

Both store the same kind of dataset (three files, five tags, eight data items) on the same PostgreSQL and Solr, in turns.
"""

import json
import os
import statistics
import time
from collections.abc import Callable

from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk.writer import Write, Writer
from ckanext.govopen.national.dataset import Converted, from_record

from harvesters.portal import Portal
from harvesters.record import File, Item, Record

ROUNDS = 5
BATCH = 25


def datasets(prefix: str, portal: Portal) -> list[Converted]:
    """A batch of datasets that no other round has."""
    return [from_record(record(f"{prefix}{number:04}"), portal) for number in range(BATCH)]


def record(key: str) -> Record:
    """A record of usual size."""
    return Record(
        id=key,
        url=f"http://127.0.0.1/catalog/{key}",
        title=f"泸州市养老机构基本信息{key}",
        description="全市备案养老机构名称、地址、床位数、联系电话、运营性质。",
        publisher="泸州市民政局",
        theme=("社会救助",),
        industry=("卫生和社会工作",),
        open_type="无条件开放",
        update_cycle="每季度",
        issued="2022-11-09",
        modified="2024-03-05",
        tags=("养老", "机构", "床位", "民政", "备案"),
        items=tuple(Item(name=f"F{number}", label=f"字段{number}", type="字符型") for number in range(8)),
        files=tuple(
            File(id=f"{key}-{kind}", name="养老机构", url=f"http://127.0.0.1/{key}.{kind}", format=kind) for kind in KINDS
        ),
    )


KINDS = ("csv", "xlsx", "json")


def rate(work: Callable[[], object]) -> float:
    """Datasets per second of a batch."""
    start = time.perf_counter()
    work()
    return BATCH / (time.perf_counter() - start)


def one_by_one(batch: list[Converted], user: str) -> None:
    """CKAN's own way: an action, a commit and a document for each."""
    for converted in batch:
        tk.get_action("package_create")({"ignore_auth": True, "user": user}, dict(converted.dataset))


def written(batch: list[Converted], writer: Writer) -> None:
    """The harvest's way: a transaction a batch, then the index."""
    outcomes = writer.write([Write(converted, None) for converted in batch], lambda _write, _outcome: None)
    writer.index([outcome.package_id for outcome in outcomes if outcome.package_id])


def main() -> None:
    """Measure and print the line."""
    portal = Portal(code="bench", title="bench", platform="oportal", url="http://127.0.0.1", region="510500")
    with make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app.test_request_context():
        writer = Writer()
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        written(datasets("warm", portal), writer)
        baseline, value = [], []
        for number in range(ROUNDS):
            plain, bulk = datasets(f"a{number}", portal), datasets(f"b{number}", portal)
            baseline.append(rate(lambda: one_by_one(plain, user)))  # noqa: B023  (called at once)
            value.append(rate(lambda: written(bulk, writer)))  # noqa: B023
    fast, plainly = statistics.median(value), statistics.median(baseline)
    detail = {"rounds": ROUNDS, "batch": BATCH, "cores": os.cpu_count(), "baselines": [round(one, 1) for one in baseline]}
    line = {"bench": "package_create", "value": round(fast, 1), "unit": "datasets/s", "baseline": round(plainly, 1)}
    print(json.dumps(line | {"ratio": round(fast / plainly, 2), "detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
