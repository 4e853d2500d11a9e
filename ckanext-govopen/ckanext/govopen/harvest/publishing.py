"""What follows a transaction that stored datasets: the index learns of them, and who scores is woken."""

import logging
from collections.abc import Callable
from typing import Any

import redis

from ckan import model
from ckanext.govopen.bulk.drain import AWAY

log = logging.getLogger(__name__)


def publish(tell: Callable[[], Any], wake: Callable[[int], Any], queued: int) -> None:
    """Have `tell` bring the index up to date, and tell `wake` of the files that are to be scored.

    What is away now learns of it later: the scheduler sees to that.
    """
    try:
        tell()
    except AWAY as problem:
        model.Session.rollback()
        log.warning("the index is away: %s", problem)
    try:
        wake(queued)
    except redis.RedisError as problem:
        log.warning("the queue is away: %s", problem)
