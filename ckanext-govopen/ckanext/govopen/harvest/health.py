"""How a portal does, in one word, as its newest run tells."""

from typing import Any

from ckanext.govopen.model import clock
from ckanext.govopen.model.health import Newest

from harvesters.crawl import LARGE_DIFFERENCE

STATES = ("unreachable", "incomplete", "drift", "well", "unknown")
"""The worst first; `unknown` where no run has ended yet."""


def judged(newest: Newest | None) -> dict[str, Any]:
    """`state, time, reachable, complete, listed, before, drift, fault` of a portal.

    `drift` is the share by which its listing has grown (or shrunk, below zero) since it was last read to its end before;
    None where either is missing.
    """
    if newest is None:
        empty = dict.fromkeys(("time", "reachable", "complete", "listed", "before", "drift", "fault"))
        return {"state": "unknown", **empty}
    drift = newest.listed / newest.before - 1 if newest.complete and newest.before else None
    facts = newest._asdict() | {"time": clock.text(newest.time), "drift": None if drift is None else round(drift, 4)}
    return {"state": state(newest, drift), **facts}


def state(newest: Newest, drift: float | None) -> str:
    """One of `STATES`."""
    if not newest.reachable:
        return "unreachable"
    if not newest.complete:
        return "incomplete"
    return "drift" if drift is not None and abs(drift) > LARGE_DIFFERENCE else "well"
