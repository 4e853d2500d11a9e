"""The first harvest of the sandbox portals and the scoring of their files, with its progress."""

import subprocess
import time
from typing import Any

from instance import place, run, venv, web
from instance.console import Progress, say
from instance.errors import Trouble, from_log
from instance.place import Instance

COMPLETE, SOME_SKIPPED = 0, 3
EVERY = 2.0


def populate(instance: Instance) -> None:
    """Harvest and score all sandbox portals, unless that was done."""
    codes = sorted(path.stem for path in instance.portals.glob("sandbox_*.yml"))
    if not codes:
        raise Trouble(f"The sandbox wrote no portal files to {instance.portals}: read {instance.logs / 'sandbox.log'}.")
    wanted = ",".join(codes)
    if not instance.is_done("harvest", wanted):
        say(f"Harvesting {len(codes)} example portals")
        watch(instance, "The first harvest", ["harvest", *codes, "--wait"], harvested)
        instance.mark("harvest", wanted)
    if not instance.is_done("score", wanted):
        watch(instance, "The first scoring", ["score", "--all", "--wait"], scored)
        instance.mark("score", wanted)


def watch(instance: Instance, what: str, arguments: list[str], progress: Any) -> None:
    """Run a govopen command of CKAN to its end and show how far it has come."""
    log = instance.logs / f"first-{arguments[0]}.log"
    shown = Progress()
    command = [venv.program("ckan"), "-c", instance.ini, "govopen", *arguments]
    with log.open("w") as output:
        process = subprocess.Popen(
            [*run.TOGETHER, *map(str, command)],
            cwd=place.CHECKOUT,
            env=run.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            while process.poll() is None:
                shown.show(progress(instance))
                time.sleep(EVERY)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode not in {COMPLETE, SOME_SKIPPED}:
        raise from_log(f"{what} did not finish (call again to go on)", log)
    shown.end(progress(instance))


def harvested(instance: Instance) -> str:
    """How far the harvest is."""
    portals = [row for row in web.call(instance, "govopen_portal_list") or [] if row["sandbox"]]
    ready = [row for row in portals if row["last_run"] and row["last_run"]["state"] in {"complete", "partial"}]
    count = sum(row["datasets"] or 0 for row in portals)
    return f"{count} datasets from {len(ready)} of {len(portals)} portals"


def scored(instance: Instance) -> str:
    """How far the scoring is."""
    figures = web.call(instance, "govopen_stats_show") or {}
    return f"{figures.get('scored', 0)} files scored"
