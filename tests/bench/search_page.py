"""Latency of the search page in a catalogue of 500,000 datasets with eight clients, beside the same searches by the API.

The value is the 95th percentile of the whole HTML in milliseconds, the baseline that of `package_search` without a page.
"""

import json
import os
from pathlib import Path
from typing import Any

from support import asking, nation

COUNT, CLIENTS = 400, 8


def page(client: asking.Client, asked: dict[str, Any]) -> None:
    """One search as a browser asks it."""
    field, _, value = asked.get("fq", "").partition(":")
    filters = {field: value.strip('"')} if field else {}
    client.get("/dataset/", {"q": asked["q"], **filters})


def api(client: asking.Client, asked: dict[str, Any]) -> None:
    """The same through the API."""
    client.get("/api/3/action/package_search", asked)


def main() -> None:
    """Measure and print the line."""
    facts = nation.ready(Path(os.environ["CKAN_INI"]).parent)
    asking.latencies(facts["site_url"], CLIENTS, asking.searches(COUNT // 4, "warm"), page)
    through = asking.summary(asking.latencies(facts["site_url"], CLIENTS, asking.searches(COUNT, "api"), api))
    found = asking.summary(asking.latencies(facts["site_url"], CLIENTS, asking.searches(COUNT, "page"), page))
    one = asking.summary(asking.latencies(facts["site_url"], 1, asking.searches(COUNT // 4, "one"), page))
    detail = {"page_8": found, "page_1": one, "api_8": through, "datasets": nation.indexed(facts), "load": os.getloadavg()[0]}
    line = {"bench": "search_page", "value": found["p95"], "unit": "ms", "baseline": through["p95"]}
    print(json.dumps(line | {"ratio": round(found["p95"] / through["p95"], 2), "detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
