"""One file of 10 kB in a call of its own, and 1,000 small files of many formats in one; beside the bare start of Python."""

import json
import os
import statistics
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

needs_portal = False

FILES, ROUNDS, SEED = 1000, 5, 20261125
ONE_SECONDS, EACH_SECONDS = 0.5, 0.02
TOOL = str(Path(sys.executable).with_name("govopen"))


def makers() -> dict[str, Callable[[list[list[str]]], bytes]]:
    """From rows to the bytes of a file, by ending."""
    from support.large import HEADER

    from ckanext.govopen.scoring.samples import workbook

    def csv(rows: list[list[str]]) -> bytes:
        lines = [",".join(HEADER), *(",".join(cell.replace(",", "") for cell in row) for row in rows)]
        return "\n".join(lines).encode("gb18030")

    def records(rows: list[list[str]]) -> bytes:
        return json.dumps([dict(zip(HEADER, row, strict=True)) for row in rows], ensure_ascii=False).encode()

    def xml(rows: list[list[str]]) -> bytes:
        lines = "".join(f"<row>{''.join(f'<c{n}>{cell}</c{n}>' for n, cell in enumerate(row))}</row>" for row in rows)
        return f"<rows>{lines}</rows>".encode()

    def html(rows: list[list[str]]) -> bytes:
        lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [HEADER, *rows])
        return f"<html><body><table>{lines}</table></body></html>".encode()

    def xlsx(rows: list[list[str]]) -> bytes:
        return workbook([list(HEADER), *rows]).content

    return {"csv": csv, "json": records, "xml": xml, "xls": html, "xlsx": xlsx}


def make(folder: Path) -> None:
    """The small files, of about 10 kB of text each, a tenth of them in archives."""
    from support.large import rows

    made, table = makers(), [list(row) for row in rows(60 * FILES, SEED)]
    for number in range(FILES):
        ending = list(made)[number % len(made)]
        content = made[ending](table[60 * number : 60 * (number + 1)])
        if number % 10:
            (folder / f"{number:04}.{ending}").write_bytes(content)
        else:
            with zipfile.ZipFile(folder / f"{number:04}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(f"数据.{ending}", content)


def main() -> None:
    """Measure and print the line."""
    from support.measured import measured

    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        make(folder)
        one, bare = [], []
        for _ in range(ROUNDS):
            bare.append(measured("-c", "pass"))
            one.append(measured(TOOL, "check", "--json", str(folder / "0005.csv")))
        many = measured(TOOL, "check", "--json", "--recursive", name)
        size = (folder / "0005.csv").stat().st_size
    found = len(many.output.splitlines())
    value, baseline = (statistics.median(cost.seconds for cost in costs) for costs in (one, bare))
    told = {"bytes": size, "files": found, "each_ms": round(1000 * many.seconds / FILES, 1), "cores": os.cpu_count()}
    told |= {"work": [round(statistics.median(cost.work for cost in one), 2), round(many.work, 1)]}
    told |= {"megabytes": round(many.megabytes), "limits": [ONE_SECONDS, EACH_SECONDS], "load": os.getloadavg()[0]}
    line = {"bench": "score_small", "value": round(value, 3), "unit": "s", "baseline": round(baseline, 3)}
    print(json.dumps(line | {"ratio": round(value / baseline, 1), "detail": told}))  # noqa: T201
    if value > ONE_SECONDS or many.seconds > EACH_SECONDS * FILES or found != FILES:
        raise SystemExit("small files are too dear")


if __name__ == "__main__":
    main()
