"""Mails and webhooks about runs that need a person, and about portals that have recovered.

The end of a run only queues jobs: a receiver that fails is tried again by the queue, with growing pauses, and never
troubles the run. What is told holds counters and reasons, no record and no personal data.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable, Iterable
from typing import Any

import httpx
import msgspec
import redis
import sqlalchemy as sa
from rq import Retry

from ckan import model
from ckan.lib import mailer
from ckan.plugins import toolkit as tk
from ckanext.govopen import config
from ckanext.govopen.harvest import portals
from ckanext.govopen.model import Run, clock
from ckanext.govopen.model.redis import connection
from ckanext.govopen.model.run import COUNTERS, FINISHED
from ckanext.govopen.national.personal import mask
from ckanext.govopen.national.text import N_, translation

from harvesters.portal import PortalError

log = logging.getLogger(__name__)

QUEUE = "harvest"
PAUSES = [60, 300, 1800, 7200, 21600]
"""Seconds before each further try."""
REMEMBERED = 30 * 24 * 3600
"""Seconds for which it is known that a run's state was told."""
SECONDS = 15
SIGNATURE = "X-Govopen-Signature"
TROUBLE = ("failed", "waiting", "partial")
SUBJECTS = {
    "failed": N_("{portal}: the run failed"),
    "waiting": N_("{portal}: {held} removals wait for a decision"),
    "partial": N_("{portal}: some records could not be read"),
    "recovered": N_("{portal}: the portal is read completely again"),
}

Message = dict[str, Any]


def finished(run: Run) -> None:
    """Tell whom the settings name of a run that has ended, once for each of its states; call it after the commit.

    Never raises: a queue that is away costs the message, not the run.
    """
    try:
        event = event_of(run)
        if event in config.notify_on() and receivers() and is_new(run):
            message = told(run, event)
            send(receivers(), message, *mail(message))
    except (redis.RedisError, sa.exc.SQLAlchemyError) as problem:
        log.warning("nobody was told of run %s: %s", run.id, problem)


def event_of(run: Run) -> str | None:
    """What a run's end means to an operator; None for nothing. Only full runs speak for their portal."""
    if run.kind != "full":
        return None
    if run.state in TROUBLE:
        return str(run.state)
    before = previous(run) if run.state == "complete" else None
    return "recovered" if before in TROUBLE and before in config.notify_on() else None


def previous(run: Run) -> str | None:
    """How the run of the portal before this one ended."""
    query = sa.select(Run.state).where(Run.portal == run.portal, Run.kind == "full", Run.state.in_(FINISHED))
    return model.Session.scalar(query.where(Run.id != run.id, Run.started < run.started).order_by(Run.started.desc()).limit(1))


def receivers() -> list[str]:
    """Whom to tell: addresses of mail, and the webhook."""
    return [*config.notify_mail(), *([hook] if (hook := config.notify_webhook()) else [])]


def is_new(run: Run) -> bool:
    """Whether this state of the run was not told before; it counts as told from now on."""
    return bool(connection().set(f"govopen:told:{run.id}:{run.state}", 1, nx=True, ex=REMEMBERED))


def told(run: Run, event: str | None) -> Message:
    """What is sent: `event, portal, title, run, state, reason, fault, counters, url, time`."""
    try:
        title = portals.find(str(run.portal)).title
    except PortalError:
        title = str(run.portal)
    return {
        "event": event,
        "portal": run.portal,
        "title": title,
        "run": run.id,
        "state": run.state,
        "reason": mask(run.error) if run.error else None,
        "fault": run.fault,
        "counters": {name: getattr(run, name) for name in COUNTERS},
        "url": f"{site()}/portal/{run.portal}/run/{run.id}",
        "time": clock.text(run.finished),
    }


def site() -> str:
    """The address of this portal with the path under which it lies."""
    root = (tk.config.get("ckan.root_path") or "").replace("{{LANG}}", "").rstrip("/")
    return f"{tk.config['ckan.site_url'].rstrip('/')}{root}"


def send(to: Iterable[str], message: Message, subject: str, text: str) -> None:
    """Queue a word to each: the message for a webhook, subject and text for a mail. Raises `redis.RedisError`."""
    for receiver in to:
        rest = {"retry": Retry(max=len(PAUSES), interval=PAUSES)}
        tk.enqueue_job(deliver, [receiver, message, subject, text], title=subject, queue=QUEUE, rq_kwargs=rest)


def deliver(receiver: str, message: Message, subject: str, text: str) -> None:
    """A job: tell one receiver; raises what keeps it from arriving, so that the queue tries again."""
    if "://" in receiver:
        post(receiver, message)
    elif tk.config.get("smtp.mail_from"):
        mailer.mail_recipient(receiver, receiver, subject, text)
    else:
        log.warning("nobody was told by mail, as smtp.mail_from is not set: %s", subject)


def post(url: str, message: Message) -> None:
    """Send the message as JSON, signed where there is a secret. Redirects are not followed: they count as failures."""
    body = msgspec.json.encode(message)
    headers = {"Content-Type": "application/json", "User-Agent": "govopen"}
    if secret := config.notify_secret():
        headers[SIGNATURE] = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    with httpx.stream("POST", url, content=body, headers=headers, timeout=SECONDS, follow_redirects=False) as answer:
        if not answer.is_success:
            raise OSError(f"the webhook answered {answer.status_code}")


def translator() -> Callable[[str], str]:
    """Puts a msgid into the portal's own language: a worker has no request whose language it could take."""
    return translation(tk.config["ckan.locale_default"])


def mail(message: Message) -> tuple[str, str]:
    """Subject and text of a mail: the reason, the counters that are not nothing, the address to go to."""
    counters = message["counters"]
    subject = translator()(SUBJECTS[message["event"]]).format(portal=message["title"], held=counters["held"])
    shown = ", ".join(f"{name} {number}" for name, number in counters.items() if number)
    return subject, "\n\n".join(line for line in (message["reason"], shown, message["url"]) if line)
