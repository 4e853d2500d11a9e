"""The full report of a workbook of 197,000 rows, beside reading its values and merged ranges with calamine.

It has a merged title, a header of two rows and a total row, as statistical yearbooks do. Both are whole processes.
"""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

needs_portal = False

ROWS, SEED, ROUNDS = 197_000, 20261125, 3
TOOL = str(Path(sys.executable).with_name("govopen"))
MOST = 1.5
READ = """
import sys, python_calamine
book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
sheet = book.get_sheet_by_index(0)
print(len(sheet.to_python(skip_empty_area=False)), len(sheet.merged_cell_ranges))
"""


def main() -> None:
    """Measure and print the line."""
    from support.large import write_xlsx
    from support.measured import measured

    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        path = Path(name) / "企业名录.xlsx"
        write_xlsx(path, ROWS, SEED)
        full, base = [], []
        for _ in range(ROUNDS):
            base.append(measured("-c", READ, str(path)))
            full.append(measured(TOOL, "check", "--json", str(path)))
        report, size = json.loads(full[-1].output), path.stat().st_size
    value, baseline = (statistics.median(one.seconds for one in costs) for costs in (full, base))
    told = {"bytes": size, "rows": report["tables"][0]["rows"], "score": report["score"], "load": os.getloadavg()[0]}
    told["megabytes"] = [round(max(one.megabytes for one in costs)) for costs in (full, base)]
    told["work"] = [round(statistics.median(one.work for one in costs), 2) for costs in (full, base)]
    line = {"bench": "score_xlsx", "value": round(value, 2), "unit": "s", "baseline": round(baseline, 2)}
    print(json.dumps(line | {"ratio": round(value / baseline, 2), "detail": told}))  # noqa: T201
    if value > MOST * baseline or report["tables"][0]["rows"] != ROWS or report["sampled"]:
        raise SystemExit("the report of a large workbook is too dear")


if __name__ == "__main__":
    main()
