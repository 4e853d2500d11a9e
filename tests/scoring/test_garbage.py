"""How seldom Python looks for garbage during large work."""

import gc
from pathlib import Path

from ckanext.govopen.scoring import garbage


def test_for_the_time_of_a_block() -> None:
    """What was loaded before is not looked through meanwhile; then all is as it was."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with garbage.at_rest(garbage.SELDOM):
        assert gc.get_threshold() == (garbage.SELDOM, *before[1:])
        assert gc.get_freeze_count() > frozen
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_large_buffers_are_given_back() -> None:
    """What large buffers held is the system's again when they are free, though smaller ones between them are not."""
    garbage.give_back_buffers()
    largest = b"x" * (16 * 2**20)
    del largest
    before = resident()
    pairs = [(b"x" * 2**20, b"x" * 10_000) for _ in range(20)]
    small = [one for _, one in pairs]
    del pairs
    assert len(small) == 20
    assert resident() - before < 4 * 2**20


def resident() -> int:
    """Bytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
