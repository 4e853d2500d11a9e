"""A 100 MB GB18030 CSV repaired, beside writing the same cells with Polars as CSV and Parquet without any repair.

The repair reads, scores, rewrites three columns, lists every changed cell, compares all values with the original, writes
CSV and Parquet and scores again. Each side runs in a process of its own, set up as those
that read files are (`isolated`), so that its memory is its own.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from ckanext.govopen.scoring import isolated

needs_portal = False

ROWS = 730_000
ROUNDS = 2
HEADER = "序号,统一社会信用代码,企业名称,区县,地址,注册资本,面积,户数,完成率,登记日期,状态,备注"
REPAIR = """
import json, sys, time
from pathlib import Path
from ckanext.govopen.scoring.repair import apply
begin = time.perf_counter()
told = apply(Path(sys.argv[1]), Path(sys.argv[2]), now="")
facts = {"changes": told["change_count"], "scores": [told["reports"][name]["score"] for name in ("before", "after")]}
"""
PLAIN = """
import json, sys, time
from pathlib import Path
import polars as pl
begin = time.perf_counter()
source, target = Path(sys.argv[1]), Path(sys.argv[2])
target.mkdir(exist_ok=True)
with source.open(encoding="gb18030") as file, (target / "utf8.csv").open("w", encoding="utf-8") as sink:
    while block := file.read(1 << 22):
        sink.write(block)
frame = pl.scan_csv(target / "utf8.csv", infer_schema=False)
frame.sink_csv(target / "a.csv")
frame.sink_parquet(target / "a.parquet")
facts = {}
"""
TOLD = """
peak = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
took = {"seconds": time.perf_counter() - begin, "processor": time.process_time(), "megabytes": peak // 1024}
print(json.dumps({**took, **facts}))
"""


def write(path: Path) -> None:
    """Half of the cells of three columns have a defect: thousands separators, a unit, 年月日."""
    chance = random.Random(1)
    counties = ["海淀区", "西城区", "朝阳区", "丰台区", "通州区", "昌平区"]
    with path.open("w", encoding="gb18030", newline="") as file:
        file.write(HEADER + "\n")
        for n in range(1, ROWS + 1):
            capital, area, year, month, day = (
                chance.randrange(*one) for one in ((1000, 9_000_000), (10, 9000), (1990, 2025), (1, 13), (1, 29))
            )
            odd = n % 2
            file.write(
                f"{n},91110{chance.randrange(10**13):013},某某科技公司{n},{counties[n % 6]},"
                f"北京市某某区某某大街{n % 999}号院{n % 17}号楼,"
                + (f'"{capital:,}",{area}平方米,' if odd else f"{capital},{area},")
                + f"{n % 97},{n % 1000 / 10},"
                + (f"{year}年{month}月{day}日" if odd else f"{year}-{month:02}-{day:02}")
                + f",{'存续' if n % 3 else '注销'},{'初步数据，以公报为准' if n % 5 == 0 else ''}\n"
            )


def measured(code: str, path: Path, folder: Path) -> dict[str, float]:
    """Seconds of the fastest of some runs, each in a process of its own, and the memory that it took."""
    runs = []
    env = {**os.environ, **isolated.ENVIRONMENT}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(dir=folder) as target:
            done = subprocess.run([sys.executable, "-c", code + TOLD, path, target], env=env, capture_output=True, check=True)
            runs.append(json.loads(done.stdout))
    return min(runs, key=lambda one: one["seconds"])


def main() -> None:
    """Measure and print the line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "企业.csv"
        write(path)
        repair, plain = measured(REPAIR, path, folder), measured(PLAIN, path, folder)
        size = path.stat().st_size
    value, baseline = round(repair["seconds"], 2), round(plain["seconds"], 2)
    line = {"bench": "repair_csv", "value": value, "unit": "s", "baseline": baseline, "ratio": round(value / baseline, 2)}
    both = (("megabytes", "processor"), (("", repair), ("_baseline", plain)))
    beside = {f"{what}{side}": round(one[what], 1) for what in both[0] for side, one in both[1]}
    detail = {"bytes": size, **beside, "changes": repair["changes"], "scores": repair["scores"]}
    print(json.dumps(line | {"detail": detail}))  # noqa: T201


if __name__ == "__main__":
    main()
