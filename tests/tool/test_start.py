"""What the tool loads, and in which language it speaks."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from ckanext.govopen.tool import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sorted(sys.modules), file=sys.stderr)
"""

CHILD = """
import sys
from ckanext.govopen.scoring.examine import report
report(sys.argv[1], declared=None, now="")
print(*sorted(sys.modules))
"""


def modules(*arguments: str) -> set[str]:
    """The modules that a call of the tool has imported."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.split("\n")[-2].split())


def test_no_ckan(tmp_path: Path) -> None:
    """A check imports neither CKAN nor a web framework nor a database, neither in the tool nor in the child that reads."""
    path = tmp_path / "a.csv"
    path.write_text("区县,户数\n甲县,12\n乙县,30\n", encoding="utf-8")
    child = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=True)
    assert "polars" in child.stdout.split()
    loaded = {name.partition(".")[0] for name in {*modules("check", "--json", str(path)), *child.stdout.split()}}
    assert loaded & {"ckan", "flask", "sqlalchemy", "duckdb", "pandas"} == set()


def test_light_start() -> None:
    """Help needs none of the heavy libraries."""
    assert modules("--help") & {"polars", "duckdb", "python_calamine", "lxml", "magic", "httpx"} == set()
