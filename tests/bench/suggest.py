"""Latency of suggestions in a catalogue of 500,000 datasets, letter by letter, beside CKAN's own `package_autocomplete`.

The value is the 95th percentile in milliseconds of one client that types Chinese, pinyin and initials; `detail` has that of
eight clients too.
"""

import json
import os
from pathlib import Path

from support import asking, nation

COUNT = 400


def suggested(client: asking.Client, typed: str) -> None:
    """What the search box offers."""
    client.get("/api/3/action/govopen_suggest", {"q": typed})


def completed(client: asking.Client, typed: str) -> None:
    """What CKAN's own offers."""
    client.get("/api/3/action/package_autocomplete", {"q": typed})


def main() -> None:
    """Measure and print the line."""
    facts = nation.ready(Path(os.environ["CKAN_INI"]).parent)
    site = facts["site_url"]
    asking.latencies(site, 8, asking.beginnings(COUNT // 4, "warm"), suggested)
    asking.latencies(site, 8, asking.beginnings(COUNT // 4, "warm"), completed)
    found = asking.summary(asking.latencies(site, 1, asking.beginnings(COUNT, "one"), suggested))
    stock = asking.summary(asking.latencies(site, 1, asking.beginnings(COUNT, "stock"), completed))
    many = asking.summary(asking.latencies(site, 8, asking.beginnings(COUNT, "eight"), suggested))
    detail = {"suggest_1": found, "suggest_8": many, "autocomplete_1": stock}
    detail |= {"datasets": nation.indexed(facts), "load": os.getloadavg()[0]}
    line = {"bench": "suggest", "value": found["p95"], "unit": "ms", "baseline": stock["p95"]}
    print(json.dumps(line | {"ratio": round(found["p95"] / stock["p95"], 2), "detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
