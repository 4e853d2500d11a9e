"""System packages: what is missing, and apt to install it."""

import ctypes
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

from instance import run
from instance.console import say
from instance.errors import Trouble

POSTGRES_MINIMUM = 15
JAVA_MINIMUM = 17
JDK = "openjdk-17-jdk-headless"
# Debian starts the services of new packages; for this one call it is told not to, because the portal runs its own.
INSTALL = """
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ] || grep -q 'made by govopen' $policy; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\\n# made by govopen\\nexit 101\\n' > $policy
    chmod 755 $policy
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update
words="$*"
if ! apt-cache show openjdk-17-jdk-headless >/dev/null 2>&1; then
    words=$(echo "$words" | sed s/openjdk-17-jdk-headless/default-jdk-headless/)
fi
apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $words
"""


def missing(private: Sequence[str], *, build: bool) -> list[str]:
    """The packages that this machine lacks for the named private servers and, with `build`, for the environment."""
    wanted = {
        "postgresql": "postgres" in private and not postgres_folders(),
        "postgresql-client": "postgres" not in private and not shutil.which("psql"),
        "redis-server": "redis" in private and not shutil.which("redis-server"),
        JDK: "solr" in private and not java(),
        "maven": "solr" in private and not shutil.which("mvn"),
        "libmagic1": not loads("libmagic.so.1"),
        "libarchive13": not loads("libarchive.so.13"),
    }
    return [name for name, absent in wanted.items() if absent] + (missing_to_build() if build else [])


def missing_to_build() -> list[str]:
    """The packages that making the virtual environment needs (psycopg2 is compiled)."""
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    wanted = {
        f"{python}-venv": importlib.util.find_spec("ensurepip") is None,
        f"{python}-dev": not Path(sysconfig.get_path("include"), "Python.h").exists(),
        "gcc": not shutil.which("cc") and not shutil.which("gcc"),
        "libc6-dev": not Path("/usr/include/stdlib.h").exists(),
        "libpq-dev": not Path("/usr/include/postgresql/libpq-fe.h").exists(),
    }
    return [name for name, absent in wanted.items() if absent]


def loads(library: str) -> bool:
    """Whether a shared library is installed."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def postgres_folders() -> dict[int, Path]:
    """The program folders of the PostgreSQL versions that are new enough, newest first."""
    found = {}
    for program in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        version = program.parents[1].name
        if version.isdigit() and int(version) >= POSTGRES_MINIMUM:
            found[int(version)] = program.parent
    return dict(sorted(found.items(), reverse=True))


def java() -> Path | None:
    """A Java that is new enough and can compile (Solr's launcher is a source file)."""
    first = shutil.which("java")
    places = [Path(first).resolve()] if first else []
    places += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    return next((path for path in places if path.with_name("javac").exists() and java_version(path) >= JAVA_MINIMUM), None)


def java_version(path: Path) -> int:
    """The major version of a Java."""
    release = path.parents[1] / "release"
    text = release.read_text() if release.exists() else ""
    found = re.search(r'JAVA_VERSION="(?:1\.)?(\d+)', text)
    return int(found[1]) if found else 0


def ensure(names: Sequence[str]) -> None:
    """Install those of the named packages that dpkg does not have."""
    install([name for name in names if not run.succeeds(["dpkg", "-s", name])])


def install(names: Sequence[str]) -> None:
    """Install packages; says which, and what to do by hand where neither root nor sudo is at hand."""
    if not names:
        return
    by_hand = f"apt-get install {' '.join(names)}"
    if not shutil.which("apt-get"):
        raise Trouble(f"System packages are missing and apt-get is not there: install what Debian calls {' '.join(names)}.")
    prefix = as_root()
    if prefix is None:
        raise Trouble(f"System packages are missing: run '{by_hand}' as root, then call again.")
    say(f"Installing system packages: {' '.join(names)}")
    log = Path(tempfile.gettempdir()) / f"govopen-apt-{os.getuid()}.log"
    command = [*prefix, "sh", "-c", INSTALL, "apt", *names]
    run.logged(f"Installing system packages ({by_hand})", command, log, network=True)


def as_root() -> list[str] | None:
    """The words that make a command run as root; None when there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if run.succeeds(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    asked = sys.stdin.isatty() and subprocess.run(["sudo", "-v"], check=False).returncode == 0
    return ["sudo"] if asked else None
