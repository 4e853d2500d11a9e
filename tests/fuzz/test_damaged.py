"""Any bytes, any text, and real files that were cut, changed or put together get a score, twice the same."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import formats

from ckanext.govopen.scoring import isolated

Judge = Callable[..., dict[str, Any] | isolated.BrokenOffError]
REAL: dict[str, bytes] = {
    "csv": formats.delimited(",", "gb18030"),
    "json": formats.as_json(formats.records()),
    "geojson": formats.geojson(),
    "xml": formats.xml(),
    "kml": formats.kml(),
    "html": formats.html(),
    "xls": formats.xls(),
    "xlsx": formats.xlsx(),
    "xlsb": formats.xlsb(),
    "ods": formats.ods(),
    "dbf": formats.dbf(),
    "sqlite": formats.database(),
    "shp": formats.packed(formats.shape_parts()),
    "parquet": formats.parquet(),
    "zip": formats.packed({"a.csv": formats.delimited(","), "b.xlsx": formats.xlsx()}),
    "docx": formats.packed({"word/document.xml": "<document/>", "[Content_Types].xml": "<Types/>"}),
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
}
ENDINGS = sorted(REAL)
MANY = settings(max_examples=100)


def twice(judge: Judge, ending: str, content: bytes) -> None:
    """Judges a file two times."""
    first, second = (judge(f"a.{ending}", content) for _ in range(2))
    assert isinstance(first, dict), first
    assert first == second


@given(st.binary(max_size=400), st.sampled_from(ENDINGS))
@MANY
def test_any_bytes(judge: Judge, content: bytes, ending: str) -> None:
    """Random bytes under any ending."""
    twice(judge, ending, content)


@given(
    st.text(st.sampled_from('{}[]",:<>/=?!;|\t\r\n ab1.-年月日%区县合计注：\x00\ud7ff'), max_size=300),
    st.sampled_from(ENDINGS),
)
@MANY
def test_any_text(judge: Judge, content: str, ending: str) -> None:
    """Text that is nearly JSON, XML or CSV."""
    twice(judge, ending, content.encode())


@given(st.sampled_from(ENDINGS), st.randoms(use_true_random=False), st.sampled_from(ENDINGS))
@settings(MANY, max_examples=200)
def test_damaged_files(judge: Judge, kind: str, chance: random.Random, ending: str) -> None:
    """Real files with a few bytes changed, cut off, or put together with another."""
    raw = bytearray(REAL[kind])
    for _ in range(chance.randrange(12)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    cut = chance.randrange(len(raw) + 1)
    ways = [bytes(raw), bytes(raw[:cut]), bytes(raw[cut:]), bytes(raw[:cut]) + REAL[ending]]
    twice(judge, chance.choice([kind, ending]), ways[chance.randrange(4)])


@pytest.mark.parametrize("kind", ENDINGS)
def test_every_beginning(judge: Judge, kind: str) -> None:
    """Real files that a download cut short."""
    content = REAL[kind]
    for tenth in range(10):
        twice(judge, kind, content[: len(content) * tenth // 10])
