"""Encodings by proof."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.files.encoding import Reader
from ckanext.govopen.files.model import FileProfile

CHINESE = "区县,单位名称,户数\n海淀区,某某街道办事处,1200\n西城区,某某幼儿园,980\n"
TRADITIONAL = "縣市,機關名稱,數量\n臺北市,觀光傳播局,12\n高雄市,環境保護局,30\n"


@pytest.mark.parametrize(
    ("expected", "bom", "raw"),
    [
        ("utf-8", False, CHINESE.encode()),
        ("utf-8", True, CHINESE.encode("utf-8-sig")),
        ("utf-8", False, b"a,b\n1,2\n"),
        ("gb18030", False, CHINESE.encode("gb18030")),
        ("gb18030", False, "姓名,地址\n𠮷某,某路\n王某,某街\n".encode("gb18030")),
        ("gb18030", False, (b"a,b\n" * 80_000) + CHINESE.encode("gb18030")),
        ("gb18030", False, "区县,户数\n甲县,12\n".encode("gb18030")),
        ("big5", False, TRADITIONAL.encode("big5")),
        ("utf-16le", True, CHINESE.encode("utf-16")),
        ("utf-16le", False, CHINESE.encode("utf-16-le")),
        ("utf-16be", False, CHINESE.encode("utf-16-be")),
    ],
)
def test_proven(profile: Callable[..., FileProfile], expected: str, bom: bool, raw: bytes) -> None:
    """Each encoding is told from all others, also when Chinese begins late."""
    found = profile("a.csv", raw)
    assert (found.format.encoding, found.format.bom, found.problems) == (expected, bom, ())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_byte_keeps_the_encoding(profile: Callable[..., FileProfile], encoding: str) -> None:
    """One bad byte is a problem with its offset, not another encoding."""
    raw = CHINESE.encode(encoding)
    place = raw.index(b"\n") + 1
    found = profile("a.csv", raw[:place] + b"\xff" + raw[place:])
    assert found.format.encoding == encoding
    assert [(problem.kind, problem.offset) for problem in found.problems] == [("undecodable", place)]


def test_cut_in_the_last_character(profile: Callable[..., FileProfile]) -> None:
    """A file that ends inside a character is text of its encoding with one broken place."""
    found = profile("a.csv", CHINESE.strip().encode() + "县".encode()[:2])
    assert (found.format.encoding, [problem.kind for problem in found.problems]) == ("utf-8", ["undecodable"])


def test_binary_has_no_encoding(profile: Callable[..., FileProfile]) -> None:
    """Bytes that are no text get no encoding."""
    assert profile("a.bin", bytes(range(256))).format.encoding is None


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1), st.sampled_from(["utf-8", "utf-8-sig"])
)
def test_utf8_is_never_mistaken(tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str) -> None:
    """Whatever is valid UTF-8 is read as UTF-8."""
    folder = tmp_path_factory.mktemp("utf8")
    path = folder / "a.txt"
    path.write_bytes(text.encode(encoding))
    found = Reader(path, folder, 1 << 20, 20).decode("utf-8", write=True)
    assert found.bad == 0
    assert Path(found.utf8 or path).read_bytes().decode() == text.removeprefix("\ufeff")
