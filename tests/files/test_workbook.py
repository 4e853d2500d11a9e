"""The cells of a workbook as text."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.files.areas import strings, text

VALUE = st.one_of(st.floats(), st.text(max_size=4), st.just(""), st.booleans(), st.dates(), st.integers(0, 10**6).map(float))


@given(st.one_of(st.lists(VALUE, min_size=1), st.lists(st.floats() | st.text(max_size=4), min_size=1)))
def test_columns_are_written_as_their_cells(values: list[str | float | dt.date]) -> None:
    """A whole column at once gives what each of its cells gives alone."""
    assert [cell or None for cell in strings(values)] == [text(value) for value in values]
