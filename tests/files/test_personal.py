"""Personal numbers are known by column and never shown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.files.personal import mask
from ckanext.govopen.files.preview import grid
from ckanext.govopen.files.tables import open_table

SPECIMEN = "11010519491231002X"


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("证件", [SPECIMEN, SPECIMEN], "id"),
        ("身份证号", [SPECIMEN, "无"], "id"),
        ("备注", ["说明", f"经办人{SPECIMEN}办理登记手续材料齐全"], "id"),
        ("证件", ["110105********002X", "110105********0021"], None),
        ("流水号", ["110105194912310021", "110105194912310022"], None),
        ("联系电话", ["13800000000", "010-12345678"], "mobile"),
        ("号", ["13800000000", "13800000001"], "mobile"),
        ("联系电话", ["010-12345678", "0537-1234567"], None),
        ("数量", ["13800000000.5", "3"], None),
        ("银行卡号", ["4111111111111111", "4111111111111111"], "bank"),
        ("编码", ["4111111111111111", "4111111111111111"], None),
        ("统一社会信用代码", ["91350100M000100Y43", "91350100M000100Y43"], None),
    ],
)
def test_columns(profile: Callable[..., FileProfile], header: str, values: list[str], expected: str | None) -> None:
    """Rate of valid numbers and words of the header decide."""
    lines = "".join(f"{n},{value}\n" for n, value in enumerate(values, 1))
    assert profile("a.csv", f"序号,{header}\n{lines}").tables[0].fields[1].personal == expected


def test_names_beside_numbers(profile: Callable[..., FileProfile]) -> None:
    """People's names are personal where their numbers stand beside them."""
    table = profile("a.csv", f"姓名,身份证号\n王某某,{SPECIMEN}\n李某,{SPECIMEN}\n").tables[0]
    assert [field.personal for field in table.fields] == ["name", "id"]


def test_every_reader_masks(tmp_path: Path) -> None:
    """Neither grid nor rows show a number, in whatever width its digits are."""
    path = tmp_path / "a.csv"
    wide = SPECIMEN.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    path.write_text(f"姓名,身份证号\n王某某,{SPECIMEN}\n李某,{wide}\n", encoding="utf-8")
    with open_table(path) as table:
        rows = list(table.rows())
    assert rows == [["王**", "110105********002X"], ["李*", "110105********002X"]]
    assert SPECIMEN[6:14] not in str(grid(path))
    assert wide not in str(grid(path))


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("id", SPECIMEN, "110105********002X"),
        ("mobile", "电话13800000000转", "电话138****0000转"),
        ("bank", "4111111111111111", "4111********1111"),
        ("id", "110105********002X", "110105********002X"),
        (None, SPECIMEN, SPECIMEN),
    ],
)
def test_mask(kind: str | None, text: str, expected: str) -> None:
    """The middle is starred; what is masked stays as it is."""
    assert mask(text, kind) == expected
