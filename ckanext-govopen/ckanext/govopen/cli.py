"""`ckan govopen …`: harvest, score, list, and the loop of the scheduler."""

import logging
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import click
import redis
import sqlalchemy as sa

from ckan import model
from ckan.lib import search
from ckanext.govopen import jobs
from ckanext.govopen.harvest import portals
from ckanext.govopen.harvest.lease import Busy
from ckanext.govopen.model import FileScore, HarvestedRecord, Issue, Run, clock
from ckanext.govopen.model.file_score import OPEN

from harvesters.crawl import STOPPED
from harvesters.portal import Portal, PortalError

EVERY = {"daily": timedelta(days=1), "weekly": timedelta(weeks=1), "monthly": timedelta(days=30)}
SILENCE = timedelta(minutes=30)
"""Without a batch stored for this long a run has lost its process; the most patient portal is faster."""
SCHEDULER_SECONDS = 60
POLL_SECONDS = 1

__all__ = ["govopen"]


@click.group(short_help="Harvest portals and score their files.")
def govopen() -> None:
    """Harvest portals and score their files."""
    # What CKAN has to tell of every dataset would drown the progress.
    logging.getLogger("ckan").setLevel(logging.WARNING)


@govopen.command()
@click.argument("codes", nargs=-1, metavar="CODE…")
@click.option("--all", "everything", is_flag=True, help="All configured portals.")
@click.option("--portal-file", type=click.Path(path_type=Path), help="The portal that this YAML file describes.")
@click.option("--wait", is_flag=True, help="Return when every record is stored and found.")
def harvest(codes: tuple[str, ...], everything: bool, portal_file: Path | None, wait: bool) -> None:
    """Harvest portals, in the workers or, with --wait, here. Exits as `govopen crawl` does: 0, 3 or 4."""
    try:
        chosen = choose(codes, everything, portal_file)
    except PortalError as error:
        raise click.ClickException(str(error)) from error
    if not chosen:
        raise click.UsageError("Name a portal's code, --all or --portal-file FILE.")
    if wait:
        sys.exit(max([run_here(portal) for portal in chosen]))
    for portal in chosen:
        jobs.enqueue_harvest(portal)
        click.echo(f"{portal.code}: queued")


def choose(codes: Iterable[str], everything: bool, portal_file: Path | None) -> list[Portal]:
    """The portals that a call means, each once."""
    found = {code: portals.find(code) for code in codes}
    if everything:
        found |= portals.known()
    if portal_file:
        portal = portals.take(portal_file)
        found[portal.code] = portal
    return list(found.values())


def run_here(portal: Portal) -> int:
    """Harvest a portal in this process, with its progress on standard error; the exit code."""
    try:
        run, code = jobs.run_harvest(portal, lambda run: click.echo(line(run), err=True))
    except Busy:
        click.echo(f"{portal.code}: another process harvests it now; call again when it has ended.", err=True)
        return STOPPED
    click.echo(line(run))
    if code == STOPPED:
        for issue in Issue.stops(run.id):
            click.echo(f"  {issue}", err=True)
    return code


def line(run: Run) -> str:
    """A run in one line."""
    counts = ", ".join(f"{getattr(run, name)} {name}" for name in ("created", "updated", "unchanged", "failed", "skipped"))
    return f"{run.portal}: {run.state}: {counts}"


@govopen.command()
@click.argument("ids", nargs=-1, metavar="DATASET…")
@click.option("--all", "everything", is_flag=True, help="Every file that is new or changed.")
@click.option("--wait", is_flag=True, help="Return when the workers have scored all files that are queued.")
def score(ids: tuple[str, ...], everything: bool, wait: bool) -> None:
    """Have the workers score files: those of the named datasets anew, or all that were never scored."""
    if everything:
        active = sa.select(model.Package.id).where(model.Package.state == "active")
        jobs.enqueue_scores(list(model.Session.scalars(active)))
    elif ids:
        jobs.enqueue_all([package_id(name) for name in ids])
    elif not wait:
        raise click.UsageError("Name a dataset, --all or --wait.")
    if wait:
        jobs.resume_scoring()
        wait_until(lambda: FileScore.count(*OPEN) == 0)
        search.commit()
    done, failed, left = FileScore.count("done"), FileScore.count("failed"), FileScore.count(*OPEN)
    click.echo(f"{done} files scored, {failed} not fetched, {left} queued")


def package_id(name: str) -> str:
    """The id of a dataset by name or id."""
    package = model.Package.get(name)
    if package is None:
        raise click.ClickException(f"There is no dataset {name!r}.")
    return str(package.id)


def wait_until(done: Callable[[], bool]) -> None:
    """Ask again and again; each question in a transaction of its own, so that others' work is seen."""
    while not done():
        model.Session.rollback()
        time.sleep(POLL_SECONDS)
    model.Session.rollback()


@govopen.command("portals")
def list_portals() -> None:
    """List the known portals with their state."""
    counts, runs = HarvestedRecord.counts(), Run.last_of_each()
    for code, portal in portals.known().items():
        state = runs[code].state if code in runs else "never"
        click.echo(f"{code}\t{portal.platform}\t{portal.schedule}\t{counts.get(code, 0)}\t{state}\t{portal.title}")


@govopen.command()
def schedule() -> None:
    """Queue every portal when its time has come; runs until it is ended.

    A portal enters the schedule with its first run: a new instance asks no portal before its operator does.
    """
    while True:
        tick()
        time.sleep(SCHEDULER_SECONDS)


def tick() -> None:
    """Queue what is due now, and wake a worker for files that were forgotten; what is away is waited for."""
    try:
        for portal in due():
            jobs.enqueue_harvest(portal)
            click.echo(f"{portal.code}: queued")
        jobs.resume_scoring()
    except (sa.exc.SQLAlchemyError, redis.RedisError, OSError) as error:
        click.echo(f"waiting for the servers: {type(error).__name__}", err=True)
    finally:
        model.Session.remove()


def due() -> list[Portal]:
    """Portals whose last run began too long ago, or died."""
    runs = Run.last_of_each()
    timed = [portal for portal in portals.known().values() if portal.schedule in EVERY and portal.code in runs]
    return [portal for portal in timed if is_due(runs[portal.code], portal.schedule, clock.now())]


def is_due(run: Run, schedule: str, now: datetime) -> bool:
    """Whether a portal's time has come. A run that gives no sign of life has lost its process and is done again."""
    if run.state == "running":
        return run.heartbeat + SILENCE <= now
    return run.started + EVERY[schedule] <= now
