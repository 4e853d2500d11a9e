"""What runs in the workers: harvests on the queue `default`, files on the queue `score`."""

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.bulk import indexing
from ckanext.govopen.harvest import files, portals
from ckanext.govopen.harvest.lease import Busy, lease
from ckanext.govopen.harvest.run import Progress, harvest
from ckanext.govopen.model import DatasetScore, FileScore, Run, overlay
from ckanext.govopen.model.file_score import OPEN

from harvesters.portal import Portal

log = logging.getLogger(__name__)

SCORE_QUEUE = "score"
SCORE_SECONDS = 300
"""How long one job scores, so that harvests get their turn."""
LAST_FILE_SECONDS = 1500
"""How long the file may take that a job begins at the end of its time."""
NO_LIMIT = -1


def enqueue_harvest(portal: Portal) -> None:
    """Have a worker harvest a portal, unless it waits in the queue already."""
    title = f"harvest {portal.code}"
    if title not in {job.meta.get("title") for job in tk.get_job_queue().jobs}:
        tk.enqueue_job(harvest_portal, [portal.code], title=title, rq_kwargs={"timeout": NO_LIMIT})


def harvest_portal(code: str) -> None:
    """Harvest a portal, unless somebody is at it already."""
    try:
        run_harvest(portals.find(code), lambda _run: None)
    except Busy:
        log.info("portal %s is being harvested already", code)


def run_harvest(portal: Portal, progress: Progress) -> tuple[Run, int]:
    """Harvest a portal in this process; its files are scored by the workers. Raises Busy."""
    return harvest(portal, score=enqueue_scores, progress=progress)


def enqueue_scores(package_ids: Sequence[str]) -> int:
    """Have the workers score the files of these datasets whose source changed; how many there are."""
    found = 0
    for package_id in package_ids:
        package = plain_package(package_id)
        found += queue_changed(package) if package else 0
    start_scoring(found)
    return found


def queue_changed(package: Mapping[str, Any]) -> int:
    """Queue the files of a stored dataset that are new or changed since they were scored; how many there are."""
    resources = {resource["id"]: resource for resource in package["resources"] if files.is_scored(resource)}
    query = sa.select(FileScore.resource_id, FileScore.source).where(FileScore.resource_id.in_(resources))
    known = dict(model.Session.execute(query).tuples().all())
    sources = {key: files.fingerprint(resource) for key, resource in resources.items()}
    changed = {key: source for key, source in sources.items() if known.get(key) != source}
    for key, source in changed.items():
        FileScore.put(key, package_id=package["id"], state="queued", source=source)
    gone = FileScore.forget_others(package["id"], list(resources))
    if gone:
        DatasetScore.renew(package["id"])
    model.Session.commit()
    if gone:
        indexing.renew(package["id"])
    return len(changed)


def enqueue_all(package_ids: Sequence[str]) -> int:
    """Queue every file of these datasets, scored or not; how many there are."""
    model.Session.execute(sa.update(FileScore).where(FileScore.package_id.in_(package_ids)).values(source=""))
    return enqueue_scores(package_ids)


def enqueue_uploaded(resource_id: str) -> None:
    """Queue one file whose bytes have just arrived, whatever was known of it."""
    found = current(resource_id)
    if found and files.is_scored(found[0]):
        resource, package = found
        FileScore.put(resource_id, package_id=package["id"], state="queued", source=files.fingerprint(resource))
        model.Session.commit()
        start_scoring(1)


def resume_scoring() -> None:
    """Wake a worker for files whose job was lost with its worker or its queue."""
    start_scoring(FileScore.count(*OPEN))


def start_scoring(queued: int) -> None:
    """Wake a worker for queued files, unless a job waits already that will see to them.

    A few jobs score many files, because each job costs CKAN's start.
    """
    if queued and not tk.get_job_queue(SCORE_QUEUE).count:
        rest = {"timeout": SCORE_SECONDS + LAST_FILE_SECONDS}
        tk.enqueue_job(score_queued, title="score files", queue=SCORE_QUEUE, rq_kwargs=rest)


def score_queued() -> None:
    """Score queued files that no other worker is at, for a while; what is left then waits for the next job.

    So do the others where a fault of ours ends this job: see `FileScore.begin` for the file that did it.
    """
    end = time.monotonic() + SCORE_SECONDS
    resource_id: str | None = ""
    try:
        while (resource_id := FileScore.waiting(resource_id)) and time.monotonic() < end:
            try:
                with lease(f"file {resource_id}"):
                    score_resource(resource_id)
            except Busy:
                continue
            finally:
                model.Session.remove()
    finally:
        start_scoring(int(resource_id is not None))


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
