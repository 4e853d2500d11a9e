"""Starts one program of an instance for the supervisor: `python -m instance.launch VAR DATA NAME USER COMMAND…`.

A program that was killed may leave children behind which hold its port or go on with its work: they are ended first.
USER is the system user to become, or `-` to stay the caller.
"""

import os
import pwd
import sys
from pathlib import Path

from instance import processes


def main(arguments: list[str]) -> None:
    """Clear the place, become the user, and turn into the program."""
    var, data, name, user, *command = arguments
    processes.clear(Path(var), Path(data), name)
    folder = Path(data) / name
    if folder.is_dir():
        os.chdir(folder)
    if user != "-":
        account = pwd.getpwnam(user)
        os.initgroups(user, account.pw_gid)
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        os.environ |= {"HOME": account.pw_dir, "USER": user, "LOGNAME": user}
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
