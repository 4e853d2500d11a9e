"""`ckan govopen …`: harvest, score, list, and the loop of the scheduler."""

import logging
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import click
import msgspec
import redis
import sqlalchemy as sa

from ckan import model
from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckanext.govopen import config, jobs, terminal
from ckanext.govopen.bulk import reindex as indexes
from ckanext.govopen.bulk.cores import Cores, NoCoresError
from ckanext.govopen.bulk.drain import AWAY, drain
from ckanext.govopen.bulk.fill import FillError
from ckanext.govopen.harvest import control, copies, portals, upkeep
from ckanext.govopen.harvest.lease import Busy, lease
from ckanext.govopen.harvest.preview import preview
from ckanext.govopen.logic.schema import MOST
from ckanext.govopen.model import FileScore, HarvestedRecord, PortalState, Run, Tombstone, clock
from ckanext.govopen.model.file_score import OPEN
from ckanext.govopen.model.search_query import ORDERS
from ckanext.govopen.usage import buffer
from ckanext.govopen.usage.export import synonym_lines

from harvesters.crawl import STOPPED
from harvesters.portal import Portal, PortalError

REINDEX = "reindex"
"""The lock that one process holds while it makes an index."""
ALWAYS = ("created", "updated", "unchanged", "failed", "skipped")
SOMETIMES = ("removed", "revived", "held", "duplicates")
NEWEST = 50
NEWEST_STONES = 1000
POLL_SECONDS = 1
PROGRESS = 10_000

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
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--record", metavar="ID", help="Read this one record of a portal again.")
def harvest(
    codes: tuple[str, ...], everything: bool, portal_file: Path | None, wait: bool, dry_run: bool, record: str | None
) -> None:
    """Harvest portals, in the workers or, with --wait, here. Exits as `govopen crawl` does: 0, 3 or 4."""
    try:
        chosen = choose(codes, everything, portal_file)
    except PortalError as error:
        raise click.UsageError(str(error)) from error
    if not chosen:
        raise click.UsageError("Name a portal's code, --all or --portal-file FILE.")
    if record and (dry_run or len(chosen) > 1):
        raise click.UsageError("--record reads one record of one portal: name one portal, and no --dry-run.")
    kind = "record" if record else "dry" if dry_run else "full"
    if wait:
        sys.exit(max([run_here(portal, kind, record) for portal in chosen]))
    for portal in chosen:
        run = jobs.enqueue_harvest(portal, kind, record)
        click.echo(f"{portal.code}: {run.state}: run {run.id}")


def choose(codes: Iterable[str], everything: bool, portal_file: Path | None) -> list[Portal]:
    """The portals that a call means, each once."""
    found = {code: portals.crawled(portals.find(code)) for code in codes}
    for portal in portals.known().values() if everything else ():
        if portal.pushed:
            click.echo(f"{portal.code}: passed over: it pushes its records itself", err=True)
        else:
            found[portal.code] = portal
    if portal_file:
        portal = portals.crawled(portals.take(portal_file))
        found[portal.code] = portal
    return list(found.values())


def run_here(portal: Portal, kind: str, record: str | None) -> int:
    """Harvest a portal in this process, with its progress on standard error; the exit code."""
    try:
        run, code = jobs.run_harvest(portal, show, kind, record)
    except Busy:
        paused = Run.unfinished(portal.code, kind, record)
        if paused and paused.state == "paused":
            click.echo(f"{portal.code}: its run is paused; go on with `ckan govopen resume {paused.id}`.", err=True)
        else:
            click.echo(f"{portal.code}: another process harvests it now; call again when it has ended.", err=True)
        return STOPPED
    if run.error:
        click.echo(f"{run.portal}: {run.error}", err=True)
    click.echo(line(run))
    return code


def show(run: Run) -> None:
    """The progress of a run on standard error: one line that is written again on a terminal, else a line each."""
    if sys.stderr.isatty():
        shown = f"{run.portal} {terminal.bar(run.listed, run.total)} {counted(run)}"
        click.echo(f"\r\033[K{shown[: shutil.get_terminal_size().columns - 1]}", err=True, nl=bool(run.finished))
    else:
        click.echo(line(run), err=True)


def line(run: Run) -> str:
    """A run in one line."""
    return f"{run.portal}: {run.state}: {counted(run)}"


def counted(run: Run) -> str:
    """What a run did; the usual counters always, the others where they are not nothing."""
    names = [name for name in SOMETIMES if getattr(run, name)]
    return ", ".join(f"{getattr(run, name)} {name}" for name in [*ALWAYS, *names])


@govopen.command()
@click.argument("code", required=False)
def runs(code: str | None) -> None:
    """List the newest runs, of one portal or of all: id, portal, kind, state, start, counters, reason."""
    for run in Run.find(code, (), NEWEST, 0)[1]:
        words = [run.id, run.portal, run.kind, run.state, clock.text(run.started) or "", counted(run), run.error or ""]
        click.echo("\t".join(words))


def decision(name: str, act: Callable[[str], Run], text: str) -> None:
    """A command that does something with one run."""

    @govopen.command(name, help=text)
    @click.argument("run_id", metavar="RUN")
    def command(run_id: str) -> None:
        try:
            run = act(run_id)
        except control.Unknown as error:
            raise click.ClickException(f"There is no run {run_id!r}: see `ckan govopen runs`.") from error
        except control.Unfit as error:
            raise click.ClickException(f"This cannot be done with a run that is {error.state}.") from error
        jobs.enqueue_run(run)
        click.echo(line(run) + (f" ({run.wish} asked for)" if run.wish else ""))


decision("pause", control.pause, "Stop a run after its batch, until it is resumed.")
decision("resume", control.resume, "Go on with a run that was paused or broken off.")
decision("cancel", control.cancel, "End a run after its batch; what it stored stays.")
decision("approve", control.approve, "Remove the datasets that a run holds back.")
decision("reject", control.reject, "Keep the datasets that a run would have removed.")


@govopen.command()
@click.argument("code", required=False)
def tombstones(code: str | None) -> None:
    """List datasets that are gone, newest first: time, portal, reason, name, title."""
    for stone in Tombstone.find(code, NEWEST_STONES, 0)[1]:
        words = [clock.text(stone.removed_at) or "", stone.portal or "", stone.reason, stone.name, stone.title]
        click.echo("\t".join(words))


@govopen.command("preview")
@click.argument("portal_file", metavar="FILE", type=click.Path(path_type=Path))
def show_preview(portal_file: Path) -> None:
    """Show the first datasets of a portal as JSON lines, its issues on standard error; nothing is stored."""
    try:
        found = preview(portals.load(portal_file))
    except PortalError as error:
        raise click.ClickException(str(error)) from error
    for dataset in found["datasets"]:
        click.echo(msgspec.json.encode(dataset))
    for issue in found["issues"]:
        click.echo(msgspec.json.encode(issue), err=True)


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


@govopen.command()
@click.option("--all", "everything", is_flag=True, help="Every scored file.")
@click.option("--outdated", is_flag=True, help="Files whose score comes from another ruleset than the one in force.")
def rescore(everything: bool, outdated: bool) -> None:
    """Have the workers fetch and score files again now.

    When the rules change the workers do that by themselves: at once for files whose bytes lie here, for the others at the
    rhythm of their portal. Old scores stay in the history with their ruleset.
    """
    if everything == outdated:
        raise click.UsageError("Say --all or --outdated.")
    click.echo(f"{jobs.enqueue_again(outdated=outdated)} files queued")


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


@govopen.command()
@click.option("--order", type=click.Choice(ORDERS), default=ORDERS[0], help="Asked most, unanswered most, opened least.")
@click.option("--weeks", type=click.IntRange(1, 1000), default=4, show_default=True, help="How many weeks, this one included.")
@click.option("--synonyms", is_flag=True, help="Lines for synonyms.txt to fill in, of what was left without an answer.")
def searches(order: str, weeks: int, synonyms: bool) -> None:
    """List what people search for: searches, without an answer, people, results opened, question."""
    buffer.fold()
    wanted = {"order": "empty" if synonyms else order, "weeks": weeks, "limit": MOST}
    rows = tk.get_action("govopen_search_query_list")({"ignore_auth": True, "user": ""}, wanted)["results"]
    for text in synonym_lines(rows) if synonyms else ():
        click.echo(text, nl=False)
    for row in () if synonyms else rows:
        click.echo("\t".join(str(row[name]) for name in ("searches", "empty", "askers", "clicks", "query")))


@govopen.command("portals")
def list_portals() -> None:
    """List the known portals with their state."""
    counts, last, states = HarvestedRecord.counts(), Run.last_of_each(), PortalState.all()
    for code, portal in portals.known().items():
        switches = states.get(code)
        state = last[code].state if code in last else "never"
        shown = f"{state}, off schedule" if switches and switches.paused else state
        rhythm = upkeep.schedule(portal, switches)
        click.echo(f"{code}\t{portal.platform}\t{rhythm}\t{counts.get(code, 0)}\t{shown}\t{portal.title}")


@govopen.command("reindex")
@click.option("--into", metavar="URL", help="Only fill the empty index at this address, such as a new SolrCloud collection.")
@click.option("--catch-up", metavar="URL", help="Only tell the index in use what the one at this address was told lately.")
def make_index(into: str | None, catch_up: str | None) -> None:
    """Make the search index anew beside the one in use, which it then replaces; searches go on all the while.

    The new one has the schema of today's config/solr. Nothing changes unless it holds exactly what the database holds.
    """
    try:
        with lease(REINDEX):
            if catch_up:
                click.echo(f"{indexes.catch_up(catch_up)} datasets told again")
                return
            found = indexes.into(into, indexing) if into else indexes.reindex(indexing)
    except Busy as error:
        raise click.ClickException("Another process makes an index now: wait until it has ended.") from error
    except (NoCoresError, indexes.UnequalError, FillError, *AWAY) as error:
        raise click.ClickException(f"{error}") from error
    refused = f", {len(found.refused)} refused" if found.refused else ""
    click.echo(f"{found.documents} datasets indexed, {found.again} of them again{refused}")


def indexing(what: str, done: int, total: int) -> None:
    """The progress of a reindex on standard error, written again and again on a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{what} {terminal.bar(done, total)}", err=True, nl=done >= total)
    elif done >= total or done % PROGRESS == 0:
        click.echo(f"{what} {done} of {total}", err=True)


@govopen.command()
def schedule() -> None:
    """Queue every portal when its time has come, and see to what was broken off; runs until it is ended."""
    cleaned = None
    while True:
        today = clock.now().date()
        tick()
        if cleaned != today and clean():
            cleaned = today
        time.sleep(config.lease_seconds())


def tick() -> bool:
    """Queue what waits or is due, wake a worker for forgotten files, tell the index what it does not know yet, store what was
    counted; whether no server was away."""
    return attempt(upkeep.recover, queue_runs, jobs.resume_scoring, drain, buffer.fold, tidy)


def clean() -> bool:
    """Drop what is older than it is kept; whether no server was away. For once a day: it looks through the whole storage."""
    return attempt(partial(upkeep.thin, clock.now()), copies.sweep)


def attempt(*steps: Callable[[], object]) -> bool:
    """Take every step, whatever becomes of the others; whether no server was away. One that is away is waited for."""
    away = set()
    for step in steps:
        try:
            step()
        except (sa.exc.SQLAlchemyError, redis.RedisError, *AWAY) as error:
            away.add(type(error).__name__)
        finally:
            model.Session.remove()
    if away:
        click.echo(f"waiting for the servers: {', '.join(sorted(away))}", err=True)
    return not away


def queue_runs() -> None:
    """Queue the portals whose time has come, and the runs whose job was lost."""
    for portal in upkeep.due(clock.now()):
        control.create(portal.code)
        click.echo(f"{portal.code}: queued")
    jobs.enqueue_runs(upkeep.queued())


def tidy() -> None:
    """End what a reindex left that was broken off, unless one is at work, or Solr is no server of ours."""
    try:
        with lease(REINDEX), Cores() as cores:
            if indexes.finish(cores):
                click.echo("a reindex that was broken off: removed what it left")
    except (Busy, NoCoresError):
        return
