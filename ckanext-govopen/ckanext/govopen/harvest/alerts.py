"""Private word to those who may change a dataset: one of its files holds personal data in clear.

What is told names the dataset, the file and its columns, never a value. A receiver that fails is tried again by the queue.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import redis
import sqlalchemy as sa

from ckan import model
from ckanext.govopen import config
from ckanext.govopen.harvest import notify
from ckanext.govopen.model import clock
from ckanext.govopen.national.personal import mask
from ckanext.govopen.national.text import N_

log = logging.getLogger(__name__)

EVENT = "personal"
"""Name of the event, which `ckanext.govopen.notify_on` may have."""
SUBJECT = N_("{dataset}: a file holds personal data in clear")
TEXT = N_(
    "The file “{file}” of the dataset “{dataset}” holds personal data in clear, in these columns: {columns}.\n\n"
    "This portal shows the file to nobody until it is replaced. Take it offline at its source too, remove or mask the "
    "columns, and publish it again. If these are no personal data, appeal the finding on the file's page."
)


def personal(resource: Mapping[str, Any], package: Mapping[str, Any], columns: Sequence[str]) -> None:
    """Tell the editors and administrators of the dataset's organization, and whom the settings name for this event.

    Never raises: a queue that is away costs the message, not the check.
    """
    message = told(resource, package, columns)
    try:
        notify.send(receivers(package.get("owner_org")), message, *mail(message))
    except redis.RedisError as problem:
        log.warning("nobody was told of personal data in resource %s: %s", resource["id"], problem)


def told(resource: Mapping[str, Any], package: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """What is sent: `event, dataset, title, resource, file, columns, url, time`."""
    return {
        "event": EVENT,
        "dataset": package["name"],
        "title": mask(package["title"]),
        "resource": resource["id"],
        "file": mask(resource.get("name") or resource["id"]),
        "columns": [mask(column) for column in columns],
        "url": f"{notify.site()}/dataset/{package['name']}/resource/{resource['id']}",
        "time": clock.text(clock.now()),
    }


def receivers(organization_id: str | None) -> list[str]:
    """Addresses of mail and the webhook, each once."""
    settings = notify.receivers() if EVENT in config.notify_on() else []
    return list(dict.fromkeys([*addresses(organization_id), *settings]))


def addresses(organization_id: str | None) -> list[str]:
    """Where the editors and administrators of an organization read their mail."""
    query = (
        sa.select(model.User.email)
        .join(model.Member, model.Member.table_id == model.User.id)
        .where(model.Member.group_id == organization_id, model.Member.table_name == "user")
        .where(model.Member.state == "active", model.Member.capacity.in_(("admin", "editor")))
        .where(model.User.state == "active", model.User.email.is_not(None))
    )
    return sorted(model.Session.scalars(query))


def mail(message: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text of a mail in the portal's own language."""
    translate = notify.translator()
    subject = translate(SUBJECT).format(dataset=message["title"])
    values = {"file": message["file"], "dataset": message["title"], "columns": translate(", ").join(message["columns"])}
    return subject, f"{translate(TEXT).format(**values)}\n\n{message['url']}"
