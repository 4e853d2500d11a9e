"""How seldom Python looks for garbage: for circles among objects, which those of large work have few of; and what becomes of
large buffers."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = 100_000
"""New objects after which is looked where no circle is made: rows are many lists at once, and to look through documents takes
an eighth of the time in which they are made."""
SELDOM = 3_000
"""The same where few are made: so few objects that an answer of a portal in a circle is soon let go."""

LARGE = 256 * 1024
"""Bytes of a buffer that is given back."""
_M_MMAP_THRESHOLD = -3
"""Of malloc.h."""


def give_back_buffers() -> None:
    """From now on large buffers go back to the system as soon as they are free.

    Else glibc takes the largest so far for usual, and keeps as much for ever (mallopt(3), M_MMAP_THRESHOLD). Other C
    libraries do not, and are left alone.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_MMAP_THRESHOLD, LARGE)


def rest(every: int) -> None:
    """Never look through what is loaded by now, a million objects of code and dictionaries; through others after so many."""
    gc.freeze()
    gc.set_threshold(every)


@contextmanager
def at_rest(every: int) -> Iterator[None]:
    """The same for the time of a block."""
    before = gc.get_threshold()
    rest(every)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
