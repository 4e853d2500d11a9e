"""Searches and clicks on their way to the database: counted in Redis, stored in batches.

Noting one costs a page two or three short calls and never fails it. What Redis holds is counters by week, question and
dataset, estimators that count people without naming them (HyperLogLog), and for a day marks of what a person has opened; all
that came of an address went through a hash with the week's key, which nothing but Redis knows and which ends with the week.
"""

import logging
import secrets
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ckan import model
from ckanext.govopen.harvest.lease import Busy, lease
from ckanext.govopen.model import SearchClick, SearchFold, SearchQuery
from ckanext.govopen.model.redis import Link, connection, prefix
from ckanext.govopen.model.search_click import Opened
from ckanext.govopen.model.search_query import Asked
from ckanext.govopen.usage.people import counted, token

log = logging.getLogger(__name__)

SEP = "\x1f"
"""Between the parts of a counter's name; a kept question has no control character."""
BATCH = "batch"
MOST_AN_HOUR = 120
"""Searches and clicks of one address that count within an hour."""
MOST_WAITING = 50_000
"""Counters that may wait; what comes then is not counted."""
AGAIN = timedelta(days=1)
"""How long after its week the counters of people stay, so that the last batch finds them."""

_NOTE = """
local rate, pending, marks = KEYS[1], KEYS[2], KEYS[3]
local most, waiting, mark, ends = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local count = redis.call('INCR', rate)
if count == 1 then redis.call('EXPIRE', rate, 3600) end
if count > most or redis.call('HLEN', pending) >= waiting then return 0 end
if mark ~= '' then
  if redis.call('SADD', marks, mark) == 0 then return 0 end
  redis.call('EXPIREAT', marks, ends)
end
for at = 5, #ARGV, 2 do redis.call('HINCRBY', pending, ARGV[at], ARGV[at + 1]) end
return 1
"""
"""Add to counters, unless the address has had its share, there is no room, or the person's mark was there already."""

link = Link("Redis cannot be used, searches are not counted: %s", "Redis can be used again, searches are counted")


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def search(query: str, address: str, agent: str, now: datetime, *, found: int, empty: int) -> bool:
    """Note a search for a kept question (`search.asked.kept`); whether it counts. `now` is UTC without a zone."""
    week = monday(now.date())
    counters = {"s": 1, "f": found, "e": empty}
    named = {SEP.join((kind, week.isoformat(), query)): number for kind, number in counters.items() if number}

    def note() -> bool:
        key = _key(week)
        if key is None or not _noted(token(key, address), named):
            return False
        ends = _moment(week + timedelta(weeks=1)) + int(AGAIN.total_seconds())
        with connection().pipeline(transaction=False) as pipe:
            for name, who in zip(_people(week, query), (token(key, address, agent), token(key, address)), strict=True):
                pipe.pfadd(name, who)
                pipe.expireat(name, ends)
            pipe.execute()
        return True

    return bool(link.run(note))


def click(query: str, name: str, rank: int, address: str, now: datetime) -> bool:
    """Note that somebody opened a dataset from the results of a kept question, or of none; whether it counts: once a day
    for an address and a dataset."""
    week = monday(now.date())
    kinds = {"c": 1, "r": rank}
    named = {SEP.join((kind, week.isoformat(), query, name)): number for kind, number in kinds.items()}

    def note() -> bool:
        key = _key(week)
        return key is not None and _noted(token(key, address), named, token(key, address, name), now.date())

    return bool(link.run(note))


def _noted(who: str, counters: Mapping[str, int], mark: str = "", day: date = date.max) -> bool:
    flat = [part for pair in counters.items() for part in pair]
    ends = _moment(day + timedelta(days=1)) if mark else 0
    keys = [_name("rate", who), _name("pending"), _name("opened", day.isoformat())]
    return bool(connection().eval(_NOTE, len(keys), *keys, MOST_AN_HOUR, MOST_WAITING, mark, ends, *flat))


def _key(week: date) -> bytes | None:
    """The key of a week, made by whoever comes first; None where the week is over."""
    name = _name("key", week.isoformat())
    with connection().pipeline() as pipe:
        pipe.set(name, secrets.token_bytes(32), nx=True, exat=_moment(week + timedelta(weeks=1)))
        pipe.get(name)
        found: bytes | None = pipe.execute()[1]
    return found


def fold() -> int:
    """Store what waits, each counter exactly once however often this is broken off; how many counters there were.

    Raises redis.RedisError and sqlalchemy.exc.SQLAlchemyError where a server is away: it waits there for the next time.
    """
    try:
        with lease("searches"):
            batch = _taken()
            return _store(batch) if batch else 0
    except Busy:
        return 0


def _taken() -> dict[str, str]:
    """The batch to store: the one that was begun, else all that waits, under a name; nobody adds to it any more."""
    begun, pending = _name("batch"), _name("pending")
    redis = connection()
    if not redis.exists(begun) and redis.exists(pending):
        with redis.pipeline() as pipe:
            pipe.hset(pending, BATCH, uuid.uuid4().hex)
            pipe.rename(pending, begun)
            pipe.execute()
    found: dict[bytes, bytes] = redis.hgetall(begun)
    return {key.decode(): value.decode() for key, value in found.items()}


def _store(batch: Mapping[str, str]) -> int:
    name = batch[BATCH]
    counters = [(*key.split(SEP), int(number)) for key, number in batch.items() if key != BATCH]
    if not SearchFold.is_last(name):
        asked, opened = _summed(counters)
        for (week, query), people in _counted(asked).items():
            asked[week, query].askers = people
        SearchQuery.put(asked)
        SearchClick.put(opened)
        SearchFold.put(name)
        model.Session.commit()
    connection().delete(_name("batch"))
    return len(counters)


def _summed(
    counters: Iterable[tuple[Any, ...]],
) -> tuple[dict[tuple[date, str], Asked], dict[tuple[date, str, str], Opened]]:
    asked: dict[tuple[date, str], Asked] = {}
    opened: dict[tuple[date, str, str], Opened] = {}
    fields = {"s": "searches", "f": "found", "e": "empty", "c": "clicks", "r": "ranks"}
    for kind, week, query, *rest, number in counters:
        day = date.fromisoformat(week)
        row = opened.setdefault((day, query, rest[0]), Opened()) if rest else asked.setdefault((day, query), Asked())
        setattr(row, fields[kind], number)
    return asked, opened


def _counted(keys: Iterable[tuple[date, str]]) -> dict[tuple[date, str], int]:
    """How many people asked these questions in these weeks so far."""
    found = list(keys)
    with connection().pipeline(transaction=False) as pipe:
        for week, query in found:
            for name in _people(week, query):
                pipe.pfcount(name)
        numbers = pipe.execute()
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return {key: counted(*pair) for key, pair in zip(found, pairs, strict=True)}


def _people(week: date, query: str) -> tuple[str, str]:
    """What counts the browsers, and what counts the addresses, that asked a question in a week."""
    return _name("browsers", week.isoformat(), query), _name("addresses", week.isoformat(), query)


def _name(*parts: str) -> str:
    """A key; all on one node of a cluster."""
    return ":".join((f"{prefix()}:{{usage}}", *parts))


def _moment(day: date) -> int:
    """Seconds of the epoch at which a day begins."""
    return int(datetime.combine(day, time(), UTC).timestamp())
