"""Seconds from `package_patch` to the search that finds the change, in a catalogue of 500,000 datasets.

The value is the 95th percentile of 30 changes by the API; the baseline that of a document that is posted to Solr itself and
asked for in the same way, which is what Solr takes to show it.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from support import asking, nation

CHANGES, PAUSE = 30, 0.02


def waited(found: Callable[[], bool]) -> float:
    """Seconds until a search finds something."""
    start = time.perf_counter()
    while not found():
        if time.perf_counter() - start > 60:
            raise SystemExit("never found")
        time.sleep(PAUSE)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print the line."""
    facts = nation.ready(Path(os.environ["CKAN_INI"]).parent)
    headers = {"Authorization": facts["admin"]["token"]}
    values, baselines = [], []
    with httpx.Client(base_url=f"{facts['site_url']}/api/3/action/", headers=headers, timeout=60) as client:
        packages = client.get("package_search", params={"rows": CHANGES}).json()["result"]["results"]
        for number, package in enumerate(packages):
            word = f"改动{time.time_ns()}"
            start = time.perf_counter()
            client.post("package_patch", json={"id": package["id"], "notes": f"第{number}次{word}"}).raise_for_status()
            asked = {"q": word, "rows": 0}
            waited(lambda asked=asked: client.get("package_search", params=asked).json()["result"]["count"] == 1)
            values.append(time.perf_counter() - start)
            baselines.append(direct(facts["solr_url"], f"searchable-{number}"))
    detail = {"changes": len(values), "median": round(asking.percentile(values, 0.5), 2), "load": os.getloadavg()[0]}
    value, baseline = (round(asking.percentile(all_of, 0.95), 2) for all_of in (values, baselines))
    line = {"bench": "searchable", "value": value, "unit": "s", "baseline": baseline, "ratio": round(value / baseline, 2)}
    print(json.dumps(line | {"detail": detail}))  # noqa: T201


def direct(solr: str, key: str) -> float:
    """Seconds from a post to Solr to the search that finds it; the document goes again."""
    document = {"index_id": key, "id": key, "site_id": "bench"}
    start = time.perf_counter()
    httpx.post(f"{solr}/update", json=[document]).raise_for_status()
    asked = {"q": f'index_id:"{key}"', "rows": 0, "wt": "json"}
    waited(lambda: httpx.get(f"{solr}/select", params=asked).json()["response"]["numFound"] == 1)
    seconds = time.perf_counter() - start
    httpx.post(f"{solr}/update", json={"delete": [key]}).raise_for_status()
    return seconds


if __name__ == "__main__":
    main()
