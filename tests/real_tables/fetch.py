"""Brings the tables of SOURCES.yml that may not be committed into a folder: `python tests/real_tables/fetch.py DIR [CLONES]`.

Each comes out of its public repository at the commit that is named there; CLONES is a folder of repositories that are here
already, as `CLONES/<owner>/<name>`. A file whose checksum is another is not written. Then `GOVOPEN_REAL_TABLES=DIR` lets the
test and the benchmark count them. Exit 1 where some could not be had.
"""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
HOST = "https://github.com"


def git(*arguments: str | Path) -> bytes | None:
    """What git prints; None where it fails."""
    result = subprocess.run(["git", *arguments], capture_output=True, check=False)
    return None if result.returncode else result.stdout


def repository(name: str, clones: Path) -> Path:
    """The repository's folder below `clones`, brought there without its files where it is missing."""
    folder = clones / name
    if not folder.exists():
        git("clone", "--quiet", "--bare", "--filter=blob:none", f"{HOST}/{name}", folder)
    return folder


def content(row: dict[str, Any], clones: Path) -> bytes | None:
    """The bytes of one table; None where they cannot be had or are others."""
    name, commit = row["origin"].removeprefix("git:").split("@")
    data = git("-C", repository(name, clones), "show", f"{commit}:{row['path']}")
    return data if data is not None and hashlib.sha256(data).hexdigest() == row["sha256"] else None


def fetch(folder: Path, clones: Path) -> list[str]:
    """Writes every table that is not there yet; the names of those that could not be had."""
    missing = []
    for row in yaml.safe_load((HERE / "SOURCES.yml").read_text("utf-8"))["elsewhere"]:
        path = folder / row["file"]
        data = path.read_bytes() if path.is_file() else content(row, clones)
        if data is None:
            missing.append(row["file"])
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return missing


def main() -> int:
    """Fetches into the folder that is named first."""
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        missing = fetch(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) == 3 else scratch))
    for name in missing:
        print(f"{name} could not be had", file=sys.stderr)  # noqa: T201
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
