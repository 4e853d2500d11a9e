"""The portal's Redis: a connection that never waits long, what its keys begin with, and a link that does without it."""

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ckan.plugins import toolkit as tk

log = logging.getLogger(__name__)

AWAY = 5.0
"""Seconds for which a Redis that did not answer is not asked again."""
ANSWER = 2.0
"""Seconds in which Redis must answer."""

T = TypeVar("T")


@cache
def connection() -> "redis.Redis[Any]":
    """This process's connection to the portal's Redis, which never waits long."""
    return redis.Redis.from_url(
        tk.config["ckan.redis.url"],
        socket_timeout=ANSWER,
        socket_connect_timeout=ANSWER,
        retry=Retry(NoBackoff(), 1),  # a connection that Redis closed meanwhile is made anew
    )


def prefix() -> str:
    """What the keys of this portal begin with."""
    return f"govopen:{tk.config['ckan.site_id']}"


class Link:
    """A Redis that may go away: without it everybody works for himself, and it is tried again now and then.

    `away`, with a place for the reason, and `back` are what is logged then.
    """

    def __init__(self, away: str, back: str) -> None:
        self._words = (away, back)
        self._lock = threading.Lock()
        self._away = False
        self._again = 0.0

    def run(self, call: Callable[[], T]) -> T | None:
        """What a call returns (never `None`); `None` while Redis is away, which is logged once."""
        if time.monotonic() < self._again:
            return None
        try:
            result = call()
        except (redis.RedisError, OSError) as error:
            with self._lock:
                first, self._away, self._again = not self._away, True, time.monotonic() + AWAY
            if first:
                log.warning(self._words[0], error)
            return None
        with self._lock:
            back, self._away = self._away, False
        if back:
            log.info(self._words[1])
        return result


# A worker forks for every job: it makes its own sockets.
os.register_at_fork(after_in_child=connection.cache_clear)
