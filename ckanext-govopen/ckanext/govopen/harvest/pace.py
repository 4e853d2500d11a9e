"""Turns at hosts for the workers of all machines, kept in Redis.

A worker takes its turn among the threads of its own process first and then in the line that all share, so that what is
left without Redis is the pace of one process. Times are those of the Redis server. A slot belongs to its holder for
`SLOT` seconds and is renewed while it is held: that of a killed worker comes free by itself, and so does its place in
the line.
"""

import math
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import redis

from ckanext.govopen.model.redis import Link, connection, prefix

from harvesters.client import PACE
from harvesters.pace import Turns

SLOT = 6.0
"""Seconds after which a slot or a place in the line that nobody renews comes free."""
BEAT = 1.5
"""Seconds between two renewals."""
FIRST_LOOK, LAST_LOOK = 0.005, 0.25
"""Seconds between two looks at the line: less at first, and when a turn of this process ends."""
WORDS = (
    "Redis cannot be used, each worker keeps to the pace for itself: %s",
    "Redis can be used again, the workers share their pace",
)

_LINE = """
local flying, line, alive, clock = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local me, delay, concurrency, slot = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
redis.call('ZREMRANGEBYSCORE', flying, '-inf', now)
if redis.call('ZSCORE', flying, me) then return 0 end
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', now)) do
  redis.call('ZREM', line, gone)
  redis.call('ZREM', alive, gone)
end
redis.call('ZADD', alive, now + slot, me)
if not redis.call('ZSCORE', line, me) then
  redis.call('ZADD', line, redis.call('HINCRBY', clock, 'ticket', 1), me)
end
local start = tonumber(redis.call('HGET', clock, 'next') or 0)
local wait = -1
if redis.call('ZRANK', line, me) == 0 and redis.call('ZCARD', flying) < concurrency then
  wait = math.max(start - now, 0)
end
if wait == 0 then
  redis.call('ZREM', line, me)
  redis.call('ZREM', alive, me)
  redis.call('ZADD', flying, now + slot, me)
  start = now + delay
  redis.call('HSET', clock, 'next', string.format('%.0f', start))
end
local keep = math.ceil((math.max(start - now, 0) + slot) / 1000) + 60000
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, keep) end
return wait
"""
"""Stand in the line, and start if it is one's turn: 0; else microseconds until then, -1 where others come first."""

_PAUSE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local start = math.max(tonumber(redis.call('HGET', KEYS[1], 'next') or 0), now + tonumber(ARGV[1]))
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', start))
redis.call('PEXPIRE', KEYS[1], math.ceil((start - now) / 1000) + 60000)
return 0
"""

_RENEW = """
local time = redis.call('TIME')
return redis.call('ZADD', KEYS[1], 'XX', 'CH', time[1] * 1000000 + time[2] + tonumber(ARGV[2]), ARGV[1])
"""


class SharedPace:
    """Turns for the workers of all machines; see `harvesters.pace.Turns`."""

    def __init__(self, connection: "redis.Redis[Any]", prefix: str, *, local: Turns = PACE) -> None:
        self._prefix = prefix
        self._local = local
        self._connection = connection
        self._line = connection.register_script(_LINE)
        self._pause = connection.register_script(_PAUSE)
        self._renew = connection.register_script(_RENEW)
        self._link = Link(*WORDS)
        self._landed = threading.Condition()
        self._held: dict[str, str] = {}
        self._beating = False

    @contextmanager
    def turn(self, host: str, *, delay: float, concurrency: int) -> Iterator[None]:
        """See `Turns.turn`."""
        with self._local.turn(host, delay=delay, concurrency=concurrency):
            token = uuid.uuid4().hex
            try:
                self._take(host, token, delay, concurrency)
                yield
            finally:
                self._give(host, token)

    def pause(self, host: str, seconds: float) -> None:
        """See `Turns.pause`."""
        self._local.pause(host, seconds)
        clock = self._keys(host)[3]
        self._link.run(lambda: self._pause(keys=[clock], args=[_micro(seconds)]))

    def _take(self, host: str, token: str, delay: float, concurrency: int) -> None:
        """Return with a slot, or without one where Redis is away."""
        keys, args = self._keys(host), [token, _micro(delay), concurrency, _micro(SLOT)]
        look = FIRST_LOOK
        self._hold(host, token)
        while wait := self._link.run(lambda: self._line(keys=keys, args=args)):
            look = min(2 * look, LAST_LOOK)
            with self._landed:
                self._landed.wait(look if wait < 0 else min(wait / 1e6, SLOT / 3))

    def _give(self, host: str, token: str) -> None:
        with self._landed:
            self._held.pop(token, None)
            self._landed.notify_all()

        def leave() -> bool:
            with self._connection.pipeline(transaction=True) as pipe:
                for key in self._keys(host)[:3]:
                    pipe.zrem(key, token)
                pipe.execute()
            return True

        self._link.run(leave)

    def _hold(self, host: str, token: str) -> None:
        """Have the slot renewed from when it is got until it is given back."""
        with self._landed:
            self._held[token] = host
            if not self._beating:
                self._beating = True
                threading.Thread(target=self._beat, name="pace", daemon=True).start()

    def _beat(self) -> None:
        """Renew all slots as long as any is held."""
        while True:
            time.sleep(BEAT)
            with self._landed:
                held = dict(self._held)
                if not held:
                    self._beating = False
                    return
            for token, host in held.items():
                self._link.run(lambda: self._renew(keys=self._keys(host)[:1], args=[token, _micro(SLOT)]))  # noqa: B023

    def _keys(self, host: str) -> list[str]:
        """Who flies, who waits, until when their places hold, and the clock; on one node of a cluster."""
        return [f"{self._prefix}:pace:{{{host}}}:{name}" for name in ("flying", "line", "alive", "clock")]


def _micro(seconds: float) -> int:
    return math.ceil(seconds * 1_000_000)


@cache
def shared() -> SharedPace:
    """The pace that this process shares with all workers."""
    return SharedPace(connection(), prefix())


# A worker forks for every job: what knows of threads and sockets is made anew on the other side.
os.register_at_fork(after_in_child=shared.cache_clear)
