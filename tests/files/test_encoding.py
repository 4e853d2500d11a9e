"""Encodings by proof."""

from collections.abc import Callable

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
    found = Reader(path, folder, 1 << 20, 20).prove()
    assert (found.encoding, found.bad) == ("utf-8", 0)
    assert (found.utf8 or path).read_bytes().decode() == text.removeprefix("\ufeff")


TABLES = (
    CHINESE,
    "企业名称,统一社会信用代码,法定代表人\n某某市第一建筑工程有限公司,91110000000000000X,王某\n某某饭店,92110000000000000Y,李某\n",
    "站点编号,站点名称,经度,纬度\n1001,人民广场东,121.47,31.23\n1002,虹桥路站,121.40,31.19\n",
    "年份,指标,数值\n2020,常住人口(万人),2489.43\n2021,地区生产总值(亿元),43214.85\n",
    "序号,药品名称,规格,产地\n1,阿莫西林胶囊,0.25g×24粒,石家庄\n2,复方丹参滴丸,27mg×180丸,天津\n",
    "姓名,籍贯\n镕某,溆浦\n喆某,亳州\n堃某,筠连\n",
)
LATE = "id,code\n" + f"{'1' * 200},abc\n" * 1500


def wrong_byte(raw: bytes) -> bytes:
    """One byte that no encoding has, behind the first line."""
    at = raw.index(b"\n") + 1
    return raw[:at] + b"\xff" + raw[at:]


KINDS = {
    "utf-8": ("utf-8", lambda text: text.encode()),
    "utf-8 with BOM": ("utf-8", lambda text: text.encode("utf-8-sig")),
    "gb18030": ("gb18030", lambda text: text.encode("gb18030")),
    "gb18030 of four bytes": ("gb18030", lambda text: (text + "𠮷某,㐂某\n").encode("gb18030")),
    "utf-16 with BOM": ("utf-16le", lambda text: text.encode("utf-16")),
    "utf-16 big with BOM": ("utf-16be", lambda text: b"\xfe\xff" + text.encode("utf-16-be")),
    "utf-16": ("utf-16le", lambda text: text.encode("utf-16-le")),
    "utf-16 big": ("utf-16be", lambda text: text.encode("utf-16-be")),
    "utf-8 cut": ("utf-8", lambda text: text.strip().encode() + "市".encode()[:2]),
    "gb18030 cut": ("gb18030", lambda text: text.strip().encode("gb18030") + b"\xca"),
    "utf-8 with a bad byte": ("utf-8", lambda text: wrong_byte(text.encode())),
    "gb18030 with a bad byte": ("gb18030", lambda text: wrong_byte(text.encode("gb18030"))),
    "utf-8, late": ("utf-8", lambda text: (LATE + text).encode()),
    "gb18030, late": ("gb18030", lambda text: LATE.encode() + text.encode("gb18030")),
    "gb18030, 35 bytes": ("gb18030", lambda text: text.encode("gb18030")[:35].decode("gb18030", "ignore").encode("gb18030")),
    "gb18030, header only": ("gb18030", lambda text: text.splitlines()[0].encode("gb18030")),
    "gb18030, one word": ("gb18030", lambda text: f"id,name\n1,{text[:2]}\n2,x\n".encode("gb18030")),
    "ASCII": ("utf-8", lambda text: text.encode("ascii", "ignore")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_text(profile: Callable[..., FileProfile], kind: str) -> None:
    """Cut, damaged, short and late texts keep their encoding, whatever they are about."""
    expected, write = KINDS[kind]
    assert [profile("a.csv", write(text)).format.encoding for text in TABLES] == [expected] * len(TABLES)


TAIWAN = (
    TRADITIONAL,
    "序號,公司名稱,統一編號\n1,某某股份有限公司,12345678\n2,大某實業有限公司,87654321\n",
    "測站名稱,經度,緯度\n基隆,121.74,25.13\n淡水,121.45,25.16\n",
)


@pytest.mark.parametrize("write", [lambda text: text, lambda text: text.splitlines()[0], lambda text: LATE + text])
def test_big5(profile: Callable[..., FileProfile], write: Callable[[str], str]) -> None:
    """Big5 is ranked before GB18030 where its characters are the frequent ones, also in a single line."""
    assert [profile("a.csv", write(text).encode("big5")).format.encoding for text in TAIWAN] == ["big5"] * len(TAIWAN)


@pytest.mark.parametrize(
    "text", ["月份,环比（%）\n2023-01,—\n2023-02,—\n", "名称,地址\n甲·乙,——\n", "面积㎡\n12\n", "备注\n无\n"]
)
def test_short_chinese_text(profile: Callable[..., FileProfile], text: str) -> None:
    """A dash, a middle dot or ㎡ do not make a short GB18030 text Big5."""
    assert profile("a.csv", text.encode("gb18030")).format.encoding == "gb18030"
