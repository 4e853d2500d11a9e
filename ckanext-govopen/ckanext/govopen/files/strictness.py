"""What a JSON parser forgives and a reader stumbles over: duplicate keys, numbers that are no numbers."""

from __future__ import annotations

import json
from typing import Any

from .limits import limits
from .model import Problem


class Spy:
    """Collects duplicate keys while the text is parsed again."""

    def __init__(self) -> None:
        self.count = 0
        self.keys: list[str] = []

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """One object as the parser meets it; what it returns is thrown away."""
        value = dict(pairs)
        if len(value) != len(pairs):
            self.count += 1
            seen: set[str] = set()
            repeated = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
            self.keys += repeated[: limits().problems - len(self.keys)]
        return {}


def duplicate_keys(raw: bytes) -> tuple[Problem, ...]:
    """Objects that name a key twice: readers keep either value."""
    spy = Spy()
    try:
        json.loads(raw, object_pairs_hook=spy)
    except (ValueError, RecursionError):
        return ()
    if not spy.count:
        return ()
    return (Problem("duplicate_keys", {"keys": tuple(dict.fromkeys(spy.keys))}, count=spy.count),)
