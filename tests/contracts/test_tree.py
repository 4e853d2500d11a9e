"""What the tree promises to a stranger: nothing private in it, documents that point at real things."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def tracked() -> list[Path]:
    """Files that git tracks, or that it would."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_lead_somewhere(name: str) -> None:
    """Every relative link of a document names a file or folder of the repository."""
    text = (ROOT / name).read_text()
    missing = [target for target in LINK.findall(text) if not ((ROOT / name).parent / target).exists()]
    assert missing == []


def test_every_test_is_in_a_stage() -> None:
    """A folder of tests that no stage of scripts/test names would never run."""
    stages = (ROOT / "scripts" / "test").read_text()
    folders = {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("test_*.py")}
    assert {name for name in folders if not re.search(rf'"(tests/)?{name}"', stages)} == set()


def test_no_machine_paths() -> None:
    """No text of the project names a folder of the machine it was written on."""
    private = re.compile(rb"(?<![\w/])/(work/(main|shared|var)|root/|home/[a-z]+/)")
    ours = Path(__file__)
    found = [str(path.relative_to(ROOT)) for path in tracked() if path != ours and private.search(path.read_bytes())]
    assert found == []


def test_every_lock_entry_is_pinned() -> None:
    """The constraints pin the whole tree to exact versions."""
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[^\s;]+(\s*;.*)?", line)] == []
    assert len(lines) > 80
