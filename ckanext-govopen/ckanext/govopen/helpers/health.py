"""How a portal did, in words and as a small chart."""

from collections.abc import Mapping, Sequence
from typing import Any

from ckan.plugins import toolkit as tk
from ckanext.govopen.national.text import N_

NAMES = {
    "well": N_("Well"),
    "drift": N_("Size has changed"),
    "incomplete": N_("Not read to its end"),
    "unreachable": N_("Not reached"),
    "unknown": N_("Unknown"),
}
SLOTS = 20
"""Bars that fill the width at least, so that a single run is no wall."""
STEP, WIDTH, HEIGHT, LEAST = 10, 8, 100, 3
"""The chart's own units: a bar with its gap, a bar, the highest bar, the lowest."""


def govopen_health(state: str) -> str:
    """The words for how a portal does."""
    return tk._(NAMES[state])


def govopen_percent(share: float | None) -> str:
    """A share with its sign, such as `+3.5 %`; a dash for unknown."""
    return "–" if share is None else f"{share * 100:+.1f} %".replace("+0.0 %", "0 %").replace("-0.0 %", "0 %")


def govopen_outcome(entry: Mapping[str, Any]) -> str:
    """One entry of a portal's history as a state: well, incomplete or unreachable."""
    if not entry["reachable"]:
        return "unreachable"
    return "well" if entry["complete"] else "incomplete"


def govopen_bars(history: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A bar for each run, as high as its listing was long: `width` and `most` of all, `bars` with place and state."""
    most = max((entry["listed"] for entry in history), default=0)
    bars = []
    for place, entry in enumerate(history):
        height = max(LEAST, round(HEIGHT * entry["listed"] / most)) if most else LEAST
        bars.append({"x": place * STEP + 1, "y": HEIGHT - height, "height": height, "state": govopen_outcome(entry)})
    return {"width": STEP * max(SLOTS, len(bars)), "bar": WIDTH, "most": most, "bars": bars}
