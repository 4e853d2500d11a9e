"""The calls of `scripts/portal`."""

import argparse
import http.client
import json
import os
import signal
import sys
import xmlrpc.client
from collections.abc import Callable
from pathlib import Path

from instance import place, run, status, supervisor, venv
from instance.errors import Trouble, from_os_error
from instance.stop import stop
from instance.up import up

LINES = "200"
DESCRIPTION = """Runs a portal of this checkout on this machine.

  scripts/portal [up]          set up what is missing and start all services
  scripts/portal stop          end all services of this instance
  scripts/portal status        show its processes; exit code 0 when all is well (--json for programs)
  scripts/portal logs [NAME]   show the end of the logs, or of one (-f goes on showing)
  scripts/portal ckan ARGS     CKAN's command with this instance's configuration
  scripts/portal govopen ARGS  the govopen tool

Environment (a variable that is not set keeps what the instance has):
  GOVOPEN_VAR           instance folder (default: var)
  GOVOPEN_PORT          web port (default: 5000; the next free one when it is taken)
  GOVOPEN_DEMO=0        no sandbox portals, start empty
  GOVOPEN_DATABASE_URL, GOVOPEN_REDIS_URL, GOVOPEN_SOLR_URL   servers to use instead of private ones
  GOVOPEN_SANDBOX_REAL  files of catalogue records that the sandbox serves as well, separated by colons
"""


def main(arguments: list[str]) -> int:
    """Run one call; returns its exit code: 0 done, 1 a failure told in one sentence, 2 a wrong call."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("up", [])
    calls: dict[str, Callable[[list[str]], int]] = {
        "up": call_up,
        "stop": call_stop,
        "status": call_status,
        "logs": call_logs,
        "ckan": lambda rest: hand_over("ckan", rest),
        "govopen": lambda rest: hand_over("govopen", rest),
    }
    if word in {"-h", "--help", "help"}:
        print(DESCRIPTION, end="")
        return 0
    if word not in calls:
        print(f"scripts/portal: {word} is none of {', '.join(calls)}; see scripts/portal --help.", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return calls[word](rest)
    except Trouble as trouble:
        return fail(str(trouble))
    except BrokenPipeError:
        # The reader of our output has gone away: nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return fail(str(from_os_error(error)))
    except (xmlrpc.client.Error, http.client.HTTPException) as error:
        return fail(f"The process supervisor refused ({error}): call scripts/portal stop, then scripts/portal again.")
    except KeyboardInterrupt:
        return fail("Broken off; call again to go on.")


def fail(sentence: str) -> int:
    """Tell a failure."""
    print(f"scripts/portal: {sentence}", file=sys.stderr)
    return 1


def parser(word: str) -> argparse.ArgumentParser:
    """The reader of a call's arguments."""
    return argparse.ArgumentParser(prog=f"scripts/portal {word}")


def call_up(rest: list[str]) -> int:
    """`up`."""
    parser("up").parse_args(rest)
    up()
    return 0


def call_stop(rest: list[str]) -> int:
    """`stop`."""
    parser("stop").parse_args(rest)
    stop()
    return 0


def call_status(rest: list[str]) -> int:
    """`status [--json]`."""
    reader = parser("status")
    reader.add_argument("--json", action="store_true")
    options = reader.parse_args(rest)
    instance = place.load(place.folder())
    if not instance.facts:
        if options.json:
            print(json.dumps({"healthy": False, "index": None, "processes": []}))
            return 1
        raise Trouble(f"There is no instance in {instance.var}: make one with scripts/portal.")
    found = status.report(instance)
    print(json.dumps(found) if options.json else status.table(instance, found))
    return 0 if found["healthy"] else 1


def call_logs(rest: list[str]) -> int:
    """`logs [-f] [NAME]`: hands over to tail."""
    reader = parser("logs")
    reader.add_argument("-f", "--follow", action="store_true")
    reader.add_argument("name", nargs="?")
    options = reader.parse_args(rest)
    folder = place.existing(place.folder()).logs
    found = sorted(folder.glob("*.log"))
    chosen = [path for path in found if options.name in {None, path.stem}]
    if not chosen:
        raise Trouble(f"There is no log {options.name}: choose one of {', '.join(path.stem for path in found)}.")
    lines = LINES if options.name else "20"
    sys.stdout.flush()
    return replace("tail", ["-n", lines, *(["-F"] if options.follow else []), *map(str, chosen)])


def hand_over(name: str, rest: list[str]) -> int:
    """Become CKAN's command or the tool, in the caller's folder."""
    if name == "govopen" and venv.program(name).exists():
        return replace(str(venv.program(name)), rest)
    instance = place.existing(place.folder())
    if not supervisor.is_alive(instance):
        raise Trouble(f"The portal in {instance.var} does not run: start it with scripts/portal.")
    return replace(str(venv.program(name)), ["-c", str(instance.ini), *rest])


def replace(program: str, arguments: list[str]) -> int:
    """Turn into another program."""
    os.execvpe(program, [Path(program).name, *arguments], run.environment())
    return 0
