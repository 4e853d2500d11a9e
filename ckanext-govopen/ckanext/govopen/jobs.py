"""What runs in the workers: runs on the queue `harvest`, files on the queue `score`."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import redis
import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen import config
from ckanext.govopen.harvest import control, files, notify, portals, quality, recheck, scores, upkeep
from ckanext.govopen.harvest.closing import exit_code
from ckanext.govopen.harvest.hold import Lost
from ckanext.govopen.harvest.lease import Busy, lease
from ckanext.govopen.harvest.run import SERVERS, Over, Progress, work
from ckanext.govopen.model import DatasetScore, FileScore, Run, clock, overlay
from ckanext.govopen.model.file_score import OPEN
from ckanext.govopen.scoring.registry import ruleset

from harvesters.portal import Portal, PortalError

log = logging.getLogger(__name__)

HARVEST_QUEUE = notify.QUEUE
SCORE_QUEUE = "score"
WAITING = ("queued", "interrupted")
RETRY_SECONDS = 2
SOON = timedelta(minutes=10)
MANY = 1000
"""Datasets that one query looks at."""
LOOK_SECONDS = 1
"""How often a job that has had its slice looks whether somebody waits."""
SCORE_SECONDS = 300
"""How long one job scores at the most."""
LAST_FILE_SECONDS = 1500
"""How long the file may take that a job begins at the end of its time."""
AGAIN = 200
"""Files that one job judges again because the rules changed, when nothing else waits."""
NO_LIMIT = -1


def enqueue_harvest(portal: Portal, kind: str = "full", record: str | None = None) -> Run:
    """Have a worker harvest a portal; the run, which is the unfinished one where there is one of its kind.

    Raises PortalError where the portal pushes its records.
    """
    run = control.create(portals.crawled(portal).code, kind, record)
    enqueue_run(run)
    return run


def enqueue_run(run: Run) -> None:
    """Queue a run behind the others, unless it waits there already."""
    enqueue_runs([run])


def enqueue_runs(runs: Iterable[Run]) -> None:
    """The same for several, with one look at the queue."""
    ready = [run for run in runs if run.state in WAITING]
    waiting = [list(job.args) for job in tk.get_job_queue(HARVEST_QUEUE).jobs] if ready else []
    for run in ready:
        if [run.id] not in waiting:
            rest = {"timeout": NO_LIMIT}
            tk.enqueue_job(work_on_run, [run.id], title=f"harvest {run.portal}", queue=HARVEST_QUEUE, rq_kwargs=rest)


def work_on_run(run_id: str) -> None:
    """Work on a run; after a slice of time let others have their turn."""
    run = model.Session.get(Run, run_id)
    if run is None:
        return
    code = str(run.portal)
    try:
        done = work(run_id, portals.crawled(portals.find(code)), wake=start_scoring, progress=str, over=turn())
        if done.state == "queued":
            enqueue_run(done)
    except (Busy, Lost):
        log.info("run %s is worked on elsewhere, or waits for its portal", run_id)
        return
    except PortalError as error:
        # A run that has ended since it was queued stays as it is.
        with suppress(control.Unfit):
            control.cancel(run_id)
        log.warning("run %s: %s", run_id, error)
    enqueue_runs(other for other in upkeep.queued() if other.portal == code)


def turn(most: float = float("inf")) -> Over:
    """Whether a job that begins now is over: after `most` seconds, and after its slice as soon as a harvest waits.

    It may be asked often: the queue is looked at once a second. One that is away has nobody waiting.
    """
    begun = time.monotonic()
    look = begun + config.slice_seconds()

    def over() -> bool:
        nonlocal look
        now = time.monotonic()
        if now >= begun + most:
            return True
        if now < look:
            return False
        look = now + LOOK_SECONDS
        with suppress(redis.RedisError):
            return bool(tk.get_job_queue(HARVEST_QUEUE).count)
        return False

    return over


def run_harvest(portal: Portal, progress: Progress, kind: str = "full", record: str | None = None) -> tuple[Run, int]:
    """Harvest a portal in this process to the end; its files are scored by the workers. Raises Busy, and PortalError where
    the portal pushes its records.

    Servers of ours that are away are waited for.
    """
    run = control.create(portals.crawled(portal).code, kind, record)
    run_id, broken = run.id, False
    while True:
        try:
            run = work(run_id, portal, wake=start_scoring, progress=progress)
        except Busy:
            # Our own lease of a moment ago, which the database was not there to take back.
            if not broken:
                raise
        except SERVERS as problem:
            model.Session.rollback()
            log.warning("waiting for the servers: %s", problem)
        else:
            if run.state != "interrupted" or not is_soon(run):
                return run, exit_code(run)
        broken = True
        time.sleep(RETRY_SECONDS)


def is_soon(run: Run) -> bool:
    """Whether a run that was broken off may go on so soon that it is waited for."""
    return run.next_try is None or run.next_try - clock.now() < SOON


def queue_changed(package_ids: Sequence[str]) -> int:
    """Queue the files of these datasets that are new or changed since they were scored; how many there are."""
    found = scores.queue_changed(package_ids)
    model.Session.commit()
    return found


def enqueue_scores(package_ids: Sequence[str]) -> int:
    """The same, and have the workers score them."""
    found = sum(queue_changed(package_ids[start : start + MANY]) for start in range(0, len(package_ids), MANY))
    start_scoring(found)
    return found


def enqueue_all(package_ids: Sequence[str]) -> int:
    """Queue every file of these datasets, scored or not; how many there are."""
    model.Session.execute(sa.update(FileScore).where(FileScore.package_id.in_(package_ids)).values(source=""))
    return enqueue_scores(package_ids)


def enqueue_uploaded(resource_id: str) -> None:
    """Queue one file whose bytes have just arrived, whatever was known of it."""
    queued = scores.queue_one(resource_id)
    model.Session.commit()
    start_scoring(queued)


def enqueue_checks(resources: Iterable[Mapping[str, Any]]) -> int:
    """Have the workers check these files of a stored dataset again; how many can be."""
    linked = [one for one in resources if files.is_scored(one) and one.get("url_type") != "upload"]
    new = [one["id"] for one in linked if not recheck.ask(one)]
    model.Session.commit()
    for resource_id in new:
        enqueue_uploaded(resource_id)
    start_scoring(len(linked))
    return len(linked)


def resume_scoring() -> None:
    """Wake a worker for files whose job was lost with its worker or its queue, for those that are due again, for those that
    were judged by older rules, and for datasets that are still to be looked at."""
    waits = (lambda: FileScore.count(*OPEN), lambda: len(DatasetScore.unexamined(1)))
    later = (lambda: len(recheck.due(1)), lambda: len(scores.outdated(1)))
    start_scoring(next((found for ask in (*waits, *later) if (found := ask())), 0))


def start_scoring(queued: int) -> None:
    """Wake a worker for queued files, unless a job waits already that will see to them.

    A few jobs score many files, because each job costs CKAN's start.
    """
    if queued and not tk.get_job_queue(SCORE_QUEUE).count:
        rest = {"timeout": SCORE_SECONDS + LAST_FILE_SECONDS}
        tk.enqueue_job(score_queued, title="score files", queue=SCORE_QUEUE, rq_kwargs=rest)


def score_queued() -> None:
    """Score queued files that no other worker is at, for a while; what is left then waits for the next job. With time left,
    look at their datasets, check files again that are due, and judge files again that older rules judged.

    So do the others where a fault of ours ends this job: see `FileScore.begin` for the file that did it.
    """
    over = turn(SCORE_SECONDS)
    resource_id: str | None = ""
    try:
        while (resource_id := FileScore.waiting(resource_id)) and not over():
            alone(f"file {resource_id}", partial(score_resource, resource_id))
        for see_to in (examine_due, check_due, judge_outdated, examine_due):
            see_to(over)
    finally:
        start_scoring(int(resource_id is not None))


def examine_due(over: Over) -> None:
    """Run the rules about datasets for publishers that have new or changed ones, until the job is over."""
    in_turn("publisher", DatasetScore.unexamined(AGAIN), quality.examine, over)


def judge_outdated(over: Over) -> None:
    """Score files again that older rules scored and whose bytes are at hand, until the job is over; each is tried once a
    ruleset."""
    in_turn("file", scores.outdated(AGAIN), judge_again, over)


def in_turn(kind: str, ids: Iterable[str], work: Callable[[str], object], over: Over) -> None:
    """Work on one after the other until the job is over, but for what another worker is at."""
    for one in ids:
        if over():
            return
        alone(f"{kind} {one}", partial(work, one))


def alone(what: str, work: Callable[[], object]) -> None:
    """Work on something unless another worker is at it; the session ends with the work."""
    try:
        with lease(what):
            work()
    except Busy:
        return
    finally:
        model.Session.remove()


def judge_again(resource_id: str) -> None:
    """Score one file again under the rules in force; what kills its checker is not tried again."""
    row, found = model.Session.get(FileScore, resource_id), current(resource_id)
    if row and found and row.state not in OPEN:
        row.tried = ruleset()
        model.Session.commit()
        files.score_again(*found)


def enqueue_again(*, outdated: bool) -> int:
    """Have the workers fetch and score every scored file again, or those that older rules scored; how many."""
    queued = scores.queue_again(outdated=outdated)
    model.Session.commit()
    start_scoring(queued)
    return queued


def check_due(over: Over) -> None:
    """Check files again that are due and that no other worker is at, until the job is over."""
    due = recheck.due()
    in_turn("file", due, lambda resource_id: check_again(resource_id, due[resource_id]), over)


def check_again(resource_id: str, last: datetime) -> None:
    """Check one file again."""
    if found := current(resource_id):
        recheck.check(*found, last)


def score_resource(resource_id: str) -> None:
    """Fetch and score one file that still waits; the row of one that is gone goes too."""
    row = model.Session.get(FileScore, resource_id)
    found = current(resource_id)
    if found and row and row.state in OPEN:
        row.begin()
        files.score_file(*found)
    elif row and not found:
        model.Session.delete(row)
        model.Session.commit()


def current(resource_id: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """A stored resource with its dataset; None where it is gone."""
    resource = model.Resource.get(resource_id)
    package = plain_package(resource.package_id) if resource and resource.state == "active" else None
    found = next((row for row in package["resources"] if row["id"] == resource_id), None) if package else None
    return (found, package) if found and package else None


def plain_package(package_id: str) -> dict[str, Any] | None:
    """A stored dataset without what is laid over it; None where it is gone."""
    try:
        package: dict[str, Any] = tk.get_action("package_show")(overlay.plain(), {"id": package_id})
    except tk.ObjectNotFound:
        return None
    return package if package["state"] == "active" else None
