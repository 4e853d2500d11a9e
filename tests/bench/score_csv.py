"""The full report of 100 MB of GB18030 CSV, beside the bare pipeline of scoring.md §2.7 and beside `frictionless validate`.

The bare pipeline decodes, has DuckDB sniff, counts ten patterns in each of twelve columns, different values and repeated
rows with Polars, and lists 1,000 defect cells: what anybody would have to do. frictionless is told the types of five of the
columns and reads the same rows in UTF-8.
"""

import codecs
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

needs_portal = False

ROWS, SEED, ROUNDS = 730_000, 20261125, 3
TOOL = str(Path(sys.executable).with_name("govopen"))
LIMITS = {"ratio": 1.5, "megabytes": 400, "faster": 10}
VALIDATE = """
import os, sys
from frictionless import Resource, Schema, fields
os.chdir(sys.argv[1])
names = Resource(sys.argv[2]).read_cells(size=1)[0]
typed = {0: fields.IntegerField, 7: fields.DateField, 8: fields.NumberField, 9: fields.IntegerField, 10: fields.NumberField}
schema = Schema(fields=[typed.get(n, fields.StringField)(name=name) for n, name in enumerate(names)])
print(Resource(sys.argv[2], schema=schema).validate(limit_errors=10**7).stats["errors"])
"""
PATTERNS = [
    r"^[+-]?[0-9]+$",
    r"^[+-]?[0-9]*\.?[0-9]+$",
    r"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$",
    r"^[0-9.,]+\s*(元|万元|亿元|户|人|个|%|公里|平方米|吨|家|件|次)$",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    r"^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日$",
    r"[０-９Ａ-Ｚａ-ｚ]",
    r"^\s|\s$|\n",
    r"^(无|暂无|—|-|/|空|NULL|null)$",
]


def bare(path: Path) -> None:
    """The bare pipeline, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.csv"
        decoder = codecs.getincrementaldecoder("gb18030")("strict")
        with path.open("rb") as source, text.open("wb") as sink:
            while block := source.read(1 << 22):
                sink.write(decoder.decode(block).encode())
        import duckdb
        import polars as pl

        duckdb.sql(f"from sniff_csv('{text}')").fetchall()
        frame = pl.scan_csv(text, infer_schema=False)
        names = frame.collect_schema().names()
        empty = [pl.col(name).is_null().sum().alias(f"{name} empty") for name in names]
        counts = [pl.col(c).str.contains(p).sum().alias(f"{c} {n}") for c in names for n, p in enumerate(PATTERNS)]
        frame.select(*empty, *counts).collect(engine="streaming")
        frame.select(pl.all().hash().n_unique()).collect(engine="streaming")
        frame.select(pl.struct(pl.all()).hash().n_unique()).collect(engine="streaming")
        units = pl.col(names[8]).str.contains(PATTERNS[3])
        frame.with_row_index().filter(units).select("index", names[8]).head(1000).collect(engine="streaming")


def main() -> None:
    """Measure and print the line."""
    from support.large import write_csv
    from support.measured import measured

    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        path, twin = Path(name) / "企业名录.csv", Path(name) / "utf8.csv"
        write_csv(path, ROWS, SEED, "gb18030")
        write_csv(twin, ROWS, SEED, "utf-8")
        full, base = [], []
        for _ in range(ROUNDS):
            base.append(measured(__file__, str(path)))
            full.append(measured(TOOL, "check", "--json", str(path)))
        report = json.loads(full[-1].output)
        other = measured("-c", VALIDATE, name, twin.name)
        size = path.stat().st_size
    value, baseline = (statistics.median(one.seconds for one in costs) for costs in (full, base))
    megabytes = max(one.megabytes for one in full)
    told = {"bytes": size, "rows": report["tables"][0]["rows"], "score": report["score"], "megabytes": round(megabytes)}
    told |= {"work": [round(statistics.median(one.work for one in costs), 2) for costs in (full, base)]}
    told |= {
        "bare_megabytes": round(max(one.megabytes for one in base)),
        "frictionless": [round(other.seconds, 1), int(other.output)],
    }
    told |= {"faster_than_frictionless": round(other.seconds / value, 1), "limits": LIMITS, "load": os.getloadavg()[0]}
    line = {"bench": "score_csv", "value": round(value, 2), "unit": "s", "baseline": round(baseline, 2)}
    print(json.dumps(line | {"ratio": round(value / baseline, 2), "detail": told}))  # noqa: T201
    kept = value / baseline <= LIMITS["ratio"] and megabytes <= LIMITS["megabytes"]
    if not kept or other.seconds / value < LIMITS["faster"] or report["tables"][0]["rows"] != ROWS:
        raise SystemExit("the report of a large text is too dear")


if __name__ == "__main__":
    bare(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
