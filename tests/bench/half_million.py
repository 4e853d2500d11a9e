"""Memory of a harvest of 500,000 datasets, of the index and of the web server, from a portal that lists them in pages of 100.

The value is the most that the harvest held at any moment, its children included, in megabytes; the baseline is what it held
after a tenth of the catalogue: a ratio near 1 means that memory does not grow with the catalogue. `GOVOPEN_BENCH_SIZE` sets
another number of datasets. The bench fails where a limit of DESIGN §6 is broken.
"""

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from support.served import served

SLUG, SIZE = "chongqing", int(os.environ.get("GOVOPEN_BENCH_SIZE", "500000"))
CODE = "sandbox_half_million"
LIMITS = {"harvest": 300, "web": 400, "solr_heap": 1024}
"""Megabytes."""
QUERIES = ("学校", "医疗机构", "企业名录", "行政许可", "公交线路")
PAGES = ("/", "/dataset/", "/organization/", "/portal")


def resident(pid: int) -> int:
    """Megabytes that a process holds, with those it forked; what they share is counted for each."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS:")), 0)
    return own + sum(map(resident, map(int, children)))


def harvested(ini: Path, file: Path) -> Iterator[tuple[int, int]]:
    """Datasets done and megabytes held, second by second, of a harvest."""
    command = [str(Path(sys.executable).parent / "ckan"), "-c", str(ini), "govopen", "harvest"]
    with (ini.parent / "logs" / "bench-harvest.log").open("w+") as log:
        process = subprocess.Popen([*command, "--portal-file", str(file), "--wait"], stdout=log, stderr=log)
        while process.poll() is None:
            yield done(Path(log.name)), resident(process.pid)
            time.sleep(0.5)
        yield done(Path(log.name)), 0
        if process.returncode:
            raise SystemExit(Path(log.name).read_text()[-2000:])


def done(log: Path) -> int:
    """Datasets that the progress last told of."""
    lines = [line for line in log.read_bytes()[-500:].decode(errors="replace").splitlines() if " created, " in line]
    return int(lines[-1].split(" created, ")[0].rsplit(" ", 1)[-1]) if lines else 0


def web(instance: dict[str, Any]) -> tuple[int, int]:
    """Datasets that a search finds, and the most megabytes of a web worker after pages and searches."""
    status = [Path(__file__).parents[2] / "scripts" / "portal", "status", "--json"]
    known = subprocess.run([sys.executable, *map(str, status)], capture_output=True, text=True, check=True)
    master = next(one["pid"] for one in json.loads(known.stdout)["processes"] if one["name"] == "web")
    search = f"{instance['site_url']}/api/3/action/package_search"
    with httpx.Client(timeout=120) as client:
        count: int = client.get(search, params={"rows": 0, "fq": f"source_portal:{CODE}"}).json()["result"]["count"]
        for word, _ in itertools.product(QUERIES, range(4)):
            client.get(search, params={"q": word, "rows": 100}).raise_for_status()
        for path in PAGES:
            client.get(instance["site_url"] + path, follow_redirects=True).raise_for_status()
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return count, max(map(resident, map(int, workers)))


def heap(instance: dict[str, Any]) -> int:
    """Megabytes that the index holds of its heap."""
    root = instance["solr_url"].rsplit("/", 1)[0]
    answer = httpx.get(f"{root}/admin/metrics", params={"group": "jvm", "prefix": "memory.heap.used", "wt": "json"})
    return int(answer.json()["metrics"]["solr.jvm"]["memory.heap.used"]) // 2**20


def main() -> None:
    """Measure and print the line."""
    folder = Path(os.environ["CKAN_INI"]).parent
    instance = json.loads((folder / "instance.json").read_text())
    heaps, curve = [0], []
    start = time.perf_counter()
    with served(SLUG, SIZE) as source:
        file = source.file(SLUG, CODE.removeprefix("sandbox_"))
        for number, (count, megabytes) in enumerate(harvested(folder / "ckan.ini", file)):
            curve.append((count, megabytes))
            if number % 10 == 0:
                heaps.append(heap(instance))
    seconds = time.perf_counter() - start
    count, web_megabytes = web(instance)
    held = {"harvest": max(one for _, one in curve), "web": web_megabytes, "solr_heap": max(*heaps, heap(instance))}
    early = max((one for at, one in curve if at <= SIZE / 10), default=0)
    tenths = [max((one for at, one in curve if at * 10 // SIZE == tenth), default=0) for tenth in range(10)]
    detail = {"datasets": count, "seconds": round(seconds), "rate": round(SIZE / seconds), "load": os.getloadavg()[0]}
    detail |= {"held": held, "limits": LIMITS, "harvest_by_tenths": tenths}
    line = {"bench": "half_million", "value": held["harvest"], "unit": "MB", "baseline": early}
    print(json.dumps(line | {"ratio": round(held["harvest"] / max(early, 1), 2), "detail": detail}))  # noqa: T201
    if count < SIZE or any(held[name] > limit for name, limit in LIMITS.items()):
        raise SystemExit(f"{count} datasets found, {held} held")


if __name__ == "__main__":
    main()
