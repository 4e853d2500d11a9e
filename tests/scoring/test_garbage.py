"""How seldom Python looks for garbage during large work."""

import gc

from ckanext.govopen.scoring import garbage


def test_for_the_time_of_a_block() -> None:
    """What was loaded before is not looked through meanwhile; then all is as it was."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with garbage.at_rest(garbage.SELDOM):
        assert gc.get_threshold() == (garbage.SELDOM, *before[1:])
        assert gc.get_freeze_count() > frozen
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
