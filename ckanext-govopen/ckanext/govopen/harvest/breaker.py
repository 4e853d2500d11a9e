"""What is remembered of failing portals, kept in Redis for the workers of all machines."""

import os
from functools import cache
from typing import Any

import msgspec
import redis

from ckanext.govopen.harvest.pace import WORDS
from ckanext.govopen.model.redis import Link, connection, prefix

from harvesters.breaker import LONGEST, WELL, Breaker, LocalStore, State, Step
from harvesters.client import CLOCK

FORGET = int(24 * LONGEST)
"""Seconds after which a failure is forgotten that nothing followed."""


class SharedStore:
    """States in Redis; those of this process while it is away. See `harvesters.breaker.Store`."""

    def __init__(self, connection: "redis.Redis[Any]", prefix: str) -> None:
        self._connection = connection
        self._prefix = prefix
        self._local = LocalStore(CLOCK)
        self._link = Link(*WORDS)

    def change(self, portal: str, step: Step) -> None:
        """See `Store.change`; the time is that of the Redis server."""
        if not self._link.run(lambda: self._change(f"{self._prefix}:breaker:{portal}", step)):
            self._local.change(portal, step)

    def _change(self, key: str, step: Step) -> bool:
        while True:
            with self._connection.pipeline() as pipe:
                pipe.watch(key)
                stored = pipe.get(key)
                seconds, micros = pipe.time()
                before = msgspec.json.decode(stored, type=State) if stored else WELL
                after = step(before, seconds + micros / 1e6)
                if after == before:
                    return True
                pipe.multi()
                if after == WELL:
                    pipe.delete(key)
                else:
                    pipe.set(key, msgspec.json.encode(after), ex=FORGET)
                try:
                    pipe.execute()
                except redis.WatchError:
                    continue  # somebody else was quicker: look again
                return True


@cache
def shared() -> Breaker:
    """The breaker that this process shares with all workers."""
    return Breaker(SharedStore(connection(), prefix()))


os.register_at_fork(after_in_child=shared.cache_clear)
