"""The virtual environment with the pinned packages."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from instance import files, place, run
from instance.console import say

SOURCES = ["constraints.txt", "setup.py", "pyproject.toml"]
EXTRAS = "portal,sandbox"
ROOM = 1500
LINKED = ("ckanext-govopen", "harvesters")
NOT_SOURCE = (".git", ".venv", "var", "var-*", "build", "*.egg-info", "__pycache__")


def folder() -> Path:
    """The environment's folder: in the checkout, or in the instance folder where the checkout is not ours to write."""
    own = place.CHECKOUT / ".venv"
    if works(own) or os.access(place.CHECKOUT, os.W_OK):
        return own
    return place.folder() / "venv"


def program(name: str) -> Path:
    """A program of the environment."""
    return folder() / "bin" / name


def works(target: Path) -> bool:
    """Whether the environment's Python is there for the caller."""
    return os.access(target / "bin" / "python", os.X_OK)


def is_current(extras: str = EXTRAS) -> bool:
    """Whether the environment holds these extras as the sources ask for them now."""
    stamp = folder() / "installed"
    if not works(folder()) or not stamp.exists():
        return False
    made_for, have = stamp.read_text().split("\n")[:2]
    return made_for == fingerprint() and set(extras.split(",")) <= set(have.split(","))


def fingerprint() -> str:
    """What the environment depends on."""
    paths = [place.CHECKOUT / name for name in SOURCES]
    return files.digest(sys.version, *(path.read_bytes() if path.exists() else b"" for path in paths))


def ensure(extras: str = EXTRAS) -> None:
    """Make or renew the environment with the named extras of setup.py; installs nothing when it is current."""
    if not is_current(extras):
        renew(extras)
    if folder().parent == place.CHECKOUT:
        # pip compiles what it installs, but not what it links to: each program would do so again at its start where Python
        # may not keep what it compiled (PYTHONDONTWRITEBYTECODE).
        run.succeeds([program("python"), "-m", "compileall", "-q", *(place.CHECKOUT / name for name in LINKED)])


def renew(extras: str) -> None:
    """Make or renew the environment, unless another process just did."""
    target = folder()
    target.mkdir(parents=True, exist_ok=True)
    with files.lock(Path(tempfile.gettempdir()) / f"govopen-{os.getuid()}-{files.digest(str(target))}.lock"):
        if is_current(extras):
            return
        build(target, extras)


def build(target: Path, extras: str) -> None:
    """Install everything and stamp the result."""
    stamp = target / "installed"
    before = set(stamp.read_text().split("\n")[1].split(",")) if stamp.exists() else set()
    wanted = ",".join(sorted(before | set(extras.split(","))))
    say(f"Installing Python packages into {target}")
    if not (works(target) and (target / "bin" / "pip").exists() and run.succeeds([target / "bin" / "pip", "--version"])):
        files.need_room(target, ROOM, "The Python environment")
        make: list[run.Word] = [sys.executable, "-m", "venv", "--clear", target]
        run.logged("Making the Python environment", make, target.parent / f"{target.name}-make.log")
        (target.parent / f"{target.name}-make.log").unlink()
    pinned = place.CHECKOUT / "constraints.txt"
    constraints: list[run.Word] = ["-c", pinned] if pinned.exists() else []
    command: list[run.Word] = [
        target / "bin" / "pip",
        "install",
        "--no-input",
        "--disable-pip-version-check",
        *constraints,
    ]
    run.logged("Installing Python packages", [*command, *source(target, wanted)], target / "install.log", network=True)
    files.write(stamp, f"{fingerprint()}\n{wanted}\n")
    say("Python packages installed")


def source(target: Path, extras: str) -> list[str]:
    """What pip installs: the checkout itself, or a copy where pip could not write its notes beside it."""
    if target.parent == place.CHECKOUT:
        return ["-e", f"{place.CHECKOUT}[{extras}]"]
    copy = target / "source"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(place.CHECKOUT, copy, symlinks=True, ignore=shutil.ignore_patterns(*NOT_SOURCE))
    return [f"{copy}[{extras}]"]
