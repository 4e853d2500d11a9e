"""Datasets per second of `ckan govopen reindex` over 500,000 datasets, beside CKAN's own rebuild on a sample of them.

The value counts from the call to its end: the new core, its filling, the comparison with the database and the exchange.
"""

import json
import os
import time
from pathlib import Path

import sqlalchemy as sa
from support import nation

from ckan import model
from ckan.lib import search

SAMPLE = 200


def rebuilt(ini: Path) -> float:
    """Datasets per second of CKAN's own rebuild."""
    with nation.application(ini):
        ids = list(model.Session.scalars(sa.select(model.Package.id).where(model.Package.state == "active").limit(SAMPLE)))
        start = time.perf_counter()
        search.rebuild(package_ids=ids, defer_commit=True, quiet=True)
        return len(ids) / (time.perf_counter() - start)


def main() -> None:
    """Measure and print the line."""
    folder = Path(os.environ["CKAN_INI"]).parent
    facts = nation.ready(folder)
    baseline = rebuilt(folder / "ckan.ini")
    start = time.perf_counter()
    nation.reindex(folder)
    seconds = time.perf_counter() - start
    count = nation.indexed(facts)
    value = count / seconds
    detail = {"datasets": count, "seconds": round(seconds), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    line = {"bench": "reindex", "value": round(value), "unit": "datasets/s", "baseline": round(baseline, 1)}
    print(json.dumps(line | {"ratio": round(value / baseline, 1), "detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
