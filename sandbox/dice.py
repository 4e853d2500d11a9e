"""Chance that can be repeated: every draw depends on a key only, never on what was drawn before."""

from __future__ import annotations

import random
from hashlib import blake2b
from math import gcd


def dice(*key: object) -> random.Random:
    """A generator of its own for `key`; the same key gives the same numbers on every machine."""
    return random.Random("/".join(map(str, key)))  # noqa: S311 (a repeatable play, no secret)


def chance(*key: object) -> float:
    """One number in [0, 1) for `key`: cheaper than a whole generator."""
    return int.from_bytes(blake2b("/".join(map(str, key)).encode(), digest_size=6).digest()) / 2**48


def spread(index: int, size: int, offset: int = 0) -> int:
    """The place of `index` in a fixed shuffle of `size` places.

    A bijection on 0…size-1, so different indexes below `size` never meet; neighbours land far apart (golden section).
    """
    step = max(1, int(size * 0.6180339887))
    while gcd(step, size) != 1:
        step += 1
    return (index * step + offset) % size
