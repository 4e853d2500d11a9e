"""Objects that a portal sends are read as records or refused with the field's name, whatever they hold."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters import pushed
from harvesters.base import open_platform
from harvesters.issues import Issues
from harvesters.portal import Portal, PortalError, load
from harvesters.pushed import REASONS, Unfit, decode, identifier
from harvesters.record import Api, Contact, Counters, File, Item, Record, Volume

PORTAL = Portal(code="320583_test", title="示例", platform="push", url="https://data.example.test", region="320583")
SMALL: dict[str, Any] = {"id": "a/1", "url": "https://data.example.test/1", "title": "学校名录"}
YAML = 'title: 示例\nplatform: push\nurl: https://data.example.test\nregion: "320583"\n'

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
counts = st.none() | st.integers(0, pushed.LARGEST_NUMBER)
days = st.none() | st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(str)
addresses = st.integers(0, 99).map("https://data.example.test/{}".format)
tree = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | words,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(words, part, max_size=3),
    max_leaves=8,
)
records = st.builds(
    Record,
    id=st.from_regex(r"[0-9a-z/]{1,20}", fullmatch=True),
    url=addresses,
    title=st.just("学校名录"),
    description=st.none() | words,
    publisher=st.none() | words,
    theme=st.lists(words, max_size=3).map(tuple),
    issued=days,
    modified=days,
    tags=st.lists(words, max_size=3).map(tuple),
    items=st.lists(st.builds(Item, name=words, label=st.none() | words, length=counts), max_size=3).map(tuple),
    files=st.lists(st.builds(File, url=addresses, size=counts, modified=days), max_size=3).map(tuple),
    apis=st.lists(st.builds(Api, url=addresses, description=st.none() | words), max_size=2).map(tuple),
    contact=st.builds(Contact, unit=st.none() | words),
    volume=st.builds(Volume, rows=counts, bytes=counts),
    counters=st.builds(Counters, views=counts),
    extra=st.dictionaries(words, tree, max_size=3),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=9), part, max_size=3),
    max_leaves=12,
)


def faults(value: Any, portal: Portal = PORTAL) -> list[str]:
    """The fields with which an object is refused; none where it is a record."""
    try:
        decode(value, portal)
    except Unfit as error:
        return [fault.field for fault in error.faults if REASONS[fault.kind] and fault.message]
    return []


@given(records)
def test_every_record_is_read_as_it_is(record: Record) -> None:
    """What `to_json` writes of a record is that record when it is sent."""
    assert decode(msgspec.json.decode(msgspec.json.encode(record)), PORTAL) == record


@given(anything)
def test_anything_is_refused_with_a_field(value: Any) -> None:
    """What is no record is refused with a reason, never with a traceback; nothing of it is an id by accident."""
    assert faults(value)
    assert identifier(value) is None or isinstance(value["id"], str)


@given(st.sampled_from(sorted(Record.__struct_fields__)), anything)
def test_one_field_that_holds_anything(field: str, value: Any) -> None:
    """A record with one field of any content is stored as JSON again, or that field is named."""
    found = faults(SMALL | {field: value})
    assert all(one.startswith(field) for one in found)
    if not found:
        msgspec.json.encode(decode(SMALL | {field: value}, PORTAL)).decode()


@pytest.mark.parametrize("field", sorted(SMALL))
def test_what_is_needed(field: str) -> None:
    """Id, address and title are needed, and so is what names an item and reaches a file."""
    assert faults({key: value for key, value in SMALL.items() if key != field}) == [field]
    assert faults(SMALL | {"items": [{}]}) == ["items[0].name"]
    assert faults(SMALL | {"files": [{}]}) == ["files[0].url"]


def test_places_are_named() -> None:
    """Every wrong place is named, up to a number that still helps."""
    found = faults(SMALL | {"titel": 1, "items": [{"name": "a"}, {"name": "b", "typ": 1}], "contact": {"fax": 1}})
    assert sorted(found) == ["contact.fax", "items[1].typ", "titel"]
    assert len(faults(SMALL | {f"x{number}": 1 for number in range(1000)})) == pushed.MOST_FAULTS


@pytest.mark.parametrize("value", ["secret` - at `$.title`", "secret", "Expected `a`, got `b`"])
def test_a_value_is_not_repeated(value: str) -> None:
    """However a word looks that a field may not hold, no message repeats it."""
    with pytest.raises(Unfit) as error:
        decode(SMALL | {"files": [{"url": "https://x.test/a", "access": value}]}, PORTAL)
    assert [(fault.field, fault.kind) for fault in error.value.faults] == [("files[0].access", "choice")]
    assert "secret" not in str(error.value)


def test_a_portal_that_pushes(tmp_path: Path) -> None:
    """It has no schedule and no options, and nothing reads it."""
    path = tmp_path / "320583_test.yml"
    path.write_text(YAML)
    portal = load(path)
    assert (portal.pushed, portal.schedule) == (True, "manual")
    with pytest.raises(PortalError, match="sends its records itself"):
        open_platform(portal, None, Issues(portal, lambda _: None))  # type: ignore[arg-type]
    for line in ("schedule: daily", "options: {dialect: wuxi}"):
        path.write_text(f"{YAML}{line}\n")
        with pytest.raises(PortalError, match=line.split(":")[0]):
            load(path)
