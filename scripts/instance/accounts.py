"""Which system user runs PostgreSQL, Redis and Solr, and which folder that user can reach."""

import os
import pwd
import shutil
from pathlib import Path

from instance import processes, run
from instance.console import say
from instance.errors import Trouble
from instance.files import digest
from instance.place import Instance

SYSTEM_FOLDER = Path("/var/lib/govopen")
UNPRIVILEGED = ["postgres", "redis", "nobody"]


def server_user() -> pwd.struct_passwd | None:
    """The user that the private servers run as: None for the caller, who is not root then."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble(
        f"None of the users {', '.join(UNPRIVILEGED)} exists, and the servers must not run as root: make one of them."
    )


def choose_data_folder(instance: Instance) -> None:
    """Name the folder of the servers' data: the instance folder, or a system folder where they cannot enter it."""
    if "data" not in instance.facts:
        user = server_user()
        if user is None or run.succeeds(["test", "-x", instance.var], user=user.pw_uid, group=user.pw_gid):
            instance.facts["data"] = str(instance.var)
        else:
            instance.facts["data"] = str(system_folder(instance))
    for folder in [*reversed(instance.data.parents), instance.data]:
        if not folder.exists():
            folder.mkdir()
            folder.chmod(0o755)


def system_folder(instance: Instance) -> Path:
    """The system folder of a new instance; what a removed one of the same place left there is put aside."""
    folder = SYSTEM_FOLDER / digest(str(instance.var))
    if folder.exists():
        processes.end(instance.var, folder)
        aside = folder.with_name(f"{folder.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
        say(f"Data of an earlier instance lie in {aside} now")
    return folder


def give(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Make a folder, closed to others, and hand it with all that is in it to the user."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    if user:
        for place, names, found in os.walk(folder):
            for name in [".", *names, *found]:
                shutil.chown(os.path.join(place, name), user.pw_uid, user.pw_gid)  # noqa: PTH118
