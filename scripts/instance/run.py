"""Runs other programs: their output goes to a log, their failure becomes one sentence."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from instance.errors import from_log

FOREIGN = ("CKAN_", "PYTHON", "PG", "SUPERVISOR_", "GUNICORN_", "FLASK_")
Word = str | Path
# A call that is killed takes with it what it started: two of them must never work on the same thing.
TOGETHER = ["setpriv", "--pdeathsig", "KILL", "--"]
KEPT = {"PYTHONDONTWRITEBYTECODE"}


def environment(**more: str) -> dict[str, str]:
    """The caller's variables without those that would bend the configuration of the programs started here."""
    kept = {key: value for key, value in os.environ.items() if key in KEPT or not key.startswith(FOREIGN)}
    for name in ("VIRTUAL_ENV", "LANGUAGE", "LC_ALL", "JAVA_TOOL_OPTIONS"):
        kept.pop(name, None)
    return kept | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"} | more


def logged(
    what: str,
    command: Sequence[Word],
    log: Path,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    user: int | None = None,
    group: int | None = None,
    stdin: str | None = None,
    network: bool = False,
) -> str:
    """Run a command to its end and return its standard output; what else it says is in `log`, and if it fails that as well:
    an answer may be a secret.

    Raises Trouble, beginning with "`what` failed", when it cannot be started or does not end with 0.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as errors:
        done = subprocess.run(
            [*TOGETHER, *map(str, command)],
            cwd=cwd,
            env=dict(env) if env is not None else environment(),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            errors="replace",
            check=False,
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
        )
    complaint = log.read_text(errors="replace").strip()
    if done.returncode:
        with log.open("a") as file:
            file.write(done.stdout)
        raise from_log(f"{what} failed", log, complaint, network=network)
    return done.stdout


def succeeds(command: Sequence[Word], *, user: int | None = None, group: int | None = None) -> bool:
    """Whether a command can be run and ends with 0."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
        )
    except OSError:
        return False
    return done.returncode == 0
