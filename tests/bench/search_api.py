"""Latency of `package_search` in a catalogue of 500,000 datasets, beside the very same Solr queries sent directly.

The value is the 95th percentile in milliseconds over HTTP with eight clients that have one question open each, facets
included; the baseline that of what CKAN sends to Solr for questions of the same kind, posted to Solr by the same clients.
`detail` has both with one client too, and the median of each. `GOVOPEN_BENCH_SIZE` sets another number of datasets.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysolr
from support import asking, nation

from ckan.plugins import toolkit as tk

FEW, MANY = 200, 600
CLIENTS = (1, 8)


ANSWER = '{"response": {"numFound": 1, "start": 0, "docs": []}, "facet_counts": {"facet_fields": {}}}'


@contextmanager
def captured() -> Iterator[list[dict[str, Any]]]:
    """The parameters that CKAN would send to Solr in this block; Solr is not asked, for it would remember the answers."""
    sent: list[dict[str, Any]] = []
    select = pysolr.Solr._select
    pysolr.Solr._select = lambda _self, params, **_more: sent.append(dict(params)) or ANSWER
    try:
        yield sent
    finally:
        pysolr.Solr._select = select


def solr_queries(folder: Path, asked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What CKAN asks Solr for each search."""
    found = []
    with nation.application(folder / "ckan.ini"):
        for one in asked:
            known = {key: json.loads(value) if key == "facet.field" else value for key, value in one.items()}
            with captured() as sent:
                tk.get_action("package_search")({"user": "", "auth_user_obj": None}, known)
            found.append(sent[0])
    return found


def api(client: asking.Client, asked: dict[str, Any]) -> None:
    """One search through CKAN."""
    client.get("/api/3/action/package_search", asked)


def solr(client: asking.Client, asked: dict[str, Any]) -> None:
    """One search of Solr itself."""
    client.post("/select", asked)


def main() -> None:
    """Measure and print the line."""
    folder = Path(os.environ["CKAN_INI"]).parent
    facts = nation.ready(folder)
    asking.latencies(facts["site_url"], 8, asking.searches(FEW, "warm"), api)
    found: dict[str, dict[str, float]] = {}
    for clients, count in zip(CLIENTS, (FEW, MANY), strict=True):
        direct = solr_queries(folder, asking.searches(count, f"solr {clients}"))
        through = asking.searches(count, f"api {clients}")
        found[f"solr_{clients}"] = asking.summary(asking.latencies(facts["solr_url"], clients, direct, solr))
        found[f"api_{clients}"] = asking.summary(asking.latencies(facts["site_url"], clients, through, api))
    value, baseline = found["api_8"]["p95"], found["solr_8"]["p95"]
    single = round(found["api_1"]["p95"] / found["solr_1"]["p95"], 2)
    detail = found | {"datasets": nation.indexed(facts), "ratio_1": single, "load": os.getloadavg()[0]}
    line = {"bench": "search_api", "value": value, "unit": "ms", "baseline": baseline, "ratio": round(value / baseline, 2)}
    print(json.dumps(line | {"detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
