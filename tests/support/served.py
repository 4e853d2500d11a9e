"""Simulated portals in a process of their own, so that what they cost is not taken for the harvester's."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harvesters import portal as portals
from harvesters.portal import Portal

ROOT = Path(__file__).parents[2]
FAMILIES = ROOT / "tests" / "sandbox" / "families"


@dataclass(frozen=True)
class Served:
    """A folder with the YAML files of the portals that are served."""

    folder: Path

    def file(self, slug: str, name: str) -> Path:
        """The YAML file of a portal under a code of its own, which has everything before it."""
        path = self.folder / f"sandbox_{name}.yml"
        path.write_text((self.folder / f"sandbox_{slug}.yml").read_text())
        return path

    def portals(self, slug: str, names: list[str]) -> list[Portal]:
        """One portal under several codes."""
        return [portals.load(self.file(slug, name)) for name in names]


@contextmanager
def served(slug: str, size: int) -> Iterator[Served]:
    """One family's portal with so many entries, each once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = (FAMILIES / f"{slug}.yml").read_text().splitlines()
        changed = {"size": f"size: {size}", "  duplicate_entries": "  duplicate_entries: 0"}
        lines = [changed.get(line.partition(":")[0], line) for line in plan]
        (folder / "plans").mkdir()
        (folder / "plans" / f"{slug}.yml").write_text("\n".join(lines))
        command = [sys.executable, "-m", "sandbox", "--port", "0", "--plans", str(folder / "plans")]
        server = subprocess.Popen(
            [*command, "--write-portals", str(folder / "portals")], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        try:
            if not server.stdout or not server.stdout.readline():
                raise SystemExit("the simulated portals do not start")
            yield Served(folder / "portals")
        finally:
            server.terminate()
            server.wait()
