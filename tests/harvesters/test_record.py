"""A record survives JSON."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.record import Contact, Counters, File, Item, Record, Volume, from_json, to_json

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
MAYBE = st.none() | WORDS
NUMBER = st.none() | st.integers(0, 2**53)
LISTS = st.lists(WORDS, max_size=2).map(tuple)
RECORDS = st.builds(
    Record,
    id=WORDS,
    url=WORDS,
    title=WORDS,
    description=MAYBE,
    theme=LISTS,
    tags=LISTS,
    items=st.lists(st.builds(Item, name=WORDS, label=MAYBE, length=NUMBER), max_size=2).map(tuple),
    files=st.lists(st.builds(File, url=WORDS, size=NUMBER, access=st.sampled_from(["open", "apply"])), max_size=2).map(tuple),
    contact=st.builds(Contact, unit=MAYBE),
    volume=st.builds(Volume, rows=NUMBER, bytes=NUMBER),
    counters=st.builds(Counters, views=NUMBER),
    extra=st.dictionaries(WORDS, WORDS, max_size=2),
)


@given(RECORDS)
def test_json_round_trip(record: Record) -> None:
    """What is written is read back the same, on one line."""
    line = to_json(record)
    assert from_json(line) == record
    assert b"\n" not in line


def test_the_json_has_every_field_in_order() -> None:
    """Absent values are null or empty lists, in the order of the design."""
    names = [field.name for field in msgspec.structs.fields(Record)]
    assert list(msgspec.json.decode(to_json(Record(id="1", url="u", title="t")))) == names
    assert ", ".join(names) == (
        "id, url, title, description, publisher, theme, industry, open_type, open_condition, update_cycle, issued, "
        "modified, tags, formats, items, files, apis, contact, volume, region, counters, extra"
    )


def test_anything_else_is_refused() -> None:
    """A line that is no record is an error."""
    for line in (b"", b"[]", b'{"id": 1}', b'{"id":"1","url":"u"}'):
        with pytest.raises(msgspec.DecodeError):
            from_json(line)
