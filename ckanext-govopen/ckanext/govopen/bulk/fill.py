"""Fills an index with all datasets, on several processors."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from typing import Any

import sqlalchemy as sa

from ckan import model
from ckan.common import config
from ckanext.govopen.bulk.solr import Solr
from ckanext.govopen.bulk.stored import DELETED
from ckanext.govopen.bulk.telling import Teller
from ckanext.govopen.scoring import garbage

BATCH = 500
AHEAD = 2
"""Batches that a process has waiting, so that it never waits itself."""
READ = 100_000
"""Ids that are read at once: without an index for this order each time takes a third of a second at half a million."""
PROCESSES = 2

Answer = tuple[int, list[str]] | str


class FillError(Exception):
    """A process could not go on; the argument is what stopped it."""


def fill(url: str, progress: Callable[[int], None]) -> list[str]:
    """Put all datasets into the empty index at `url`; the ones whose document it refuses. Raises `FillError`.

    `progress` is told how many are done. Memory does not grow with their number. The processes end with this one, however
    it ends: they read what to do from pipes whose only other end is here.
    """
    batches, done, refused = ids(), 0, list[str]()
    with workers(url, min(PROCESSES, os.cpu_count() or 1)) as ends:
        busy = dict.fromkeys(ends, 0)
        for end in [end for end in ends for _ in range(AHEAD)]:
            busy[end] += _give(end, batches)
        while any(busy.values()):
            for end in connection.wait([end for end in ends if busy[end]]):
                count, odd = _answer(end)
                busy[end] += _give(end, batches) - 1
                done, refused = done + count, refused + odd
                progress(done)
    return refused


def ids() -> Iterator[list[str]]:
    """The ids of all datasets that the index is to have, in batches; no transaction stays open.

    Those of one department follow each other: the words for it are found once, not for each.
    """
    column, owner = model.package_table.c.id, sa.func.coalesce(model.package_table.c.owner_org, "")
    last = ("", "")
    while True:
        after = sa.tuple_(owner, column) > sa.tuple_(*map(sa.literal, last))
        query = wanted(sa.select(owner, column)).where(after).order_by(owner, column).limit(READ)
        found = model.Session.execute(query).tuples().all()
        model.Session.rollback()
        if not found:
            return
        yield from ([one for _owner, one in found[at : at + BATCH]] for at in range(0, len(found), BATCH))
        last = found[-1]


def wanted(query: "sa.Select[Any]") -> "sa.Select[Any]":
    """A query over datasets for those alone that the index is to have."""
    if config["ckan.search.remove_deleted_packages"]:
        return query.where(model.package_table.c.state != DELETED)
    return query


@contextmanager
def told_to(url: str) -> Iterator[None]:
    """CKAN's own code, which some datasets need, tells the index at `url` in this block."""
    before = config["solr_url"]
    config["solr_url"] = url
    try:
        yield
    finally:
        config["solr_url"] = before


@contextmanager
def workers(url: str, number: int) -> Iterator[list[Connection]]:
    """Pipes to processes that index what they are given; they have ended when the block is left."""
    context = get_context("fork")
    model.Session.remove()
    ours: list[Connection] = []
    processes = []
    for _ in range(number):
        here, there = context.Pipe()
        ours.append(here)
        process = context.Process(target=_work, args=(url, there, tuple(ours)), daemon=True)
        process.start()
        there.close()
        processes.append(process)
    try:
        yield ours
    finally:
        for end in ours:
            end.close()
        for process in processes:
            process.join()


def _give(end: Connection, batches: Iterator[list[str]]) -> int:
    batch = next(batches, None)
    if batch:
        with _living():
            end.send(batch)
    return 1 if batch else 0


def _answer(end: Connection) -> tuple[int, list[str]]:
    with _living():
        answer: Answer = end.recv()
    if isinstance(answer, str):
        raise FillError(answer)
    return answer


@contextmanager
def _living() -> Iterator[None]:
    """Raises `FillError` where the process at the other end was killed: its pipe ends, or is reset with work left in it."""
    try:
        yield
    except (EOFError, OSError) as error:
        raise FillError("a process that indexes was ended") from error


def _work(url: str, end: Connection, others: tuple[Connection, ...]) -> None:
    """The life of a process: nothing of its parent's connections is used here."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for one in others:
        one.close()
    model.meta.engine.dispose(close=False)
    garbage.rest(garbage.RARELY)
    with told_to(url), Solr(url, unseen=True) as solr, ThreadPoolExecutor(max_workers=1) as posting:
        teller = Teller(solr, posting)
        try:
            while True:
                batch = end.recv()
                refused = teller.tell(batch)
                model.Session.rollback()
                end.send((len(batch), refused))
        except (EOFError, ConnectionError):  # the parent is gone
            return
        except Exception as error:  # noqa: BLE001  (told to the parent, which stops)
            end.send(f"{type(error).__name__}: {error}")
