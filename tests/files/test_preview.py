"""What is kept of a file to be looked at: its first rows, and those that somebody has to see."""

import zipfile
from pathlib import Path

from ckanext.govopen.files.preview import AROUND, OTHER_ROWS, WANTED_ROWS, grid
from ckanext.govopen.scoring.samples import workbook

SPECIMEN = "11010519491231002X"


def csv(path: Path, rows: int, **changed: str) -> Path:
    """A table of two columns; `r12="…"` puts another cell into row 12."""
    lines = ["区县,户数", *(f"第{n}县,{changed.get(f'r{n}', n)}" for n in range(2, rows + 1))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_rows_around_what_is_wanted(tmp_path: Path) -> None:
    """Rows behind the first ones come with their neighbours, in order, each once."""
    path = csv(tmp_path / "a.csv", 300)
    shown = grid(path, limit=10, wanted=[(None, None, 200), (None, None, 201), (None, None, 3), (None, None, 300)])
    assert shown is not None
    assert [row["n"] for row in shown["rows"]] == list(range(1, 11))
    assert [row["n"] for row in shown["more"]] == [*range(200 - AROUND, 202 + AROUND), *range(300 - AROUND, 301)]
    assert shown["more"][0]["cells"] == ["第198县", "198"]


def test_no_more_than_is_worth_keeping(tmp_path: Path) -> None:
    """However many rows are wanted, a preview stays small."""
    path = csv(tmp_path / "a.csv", 2000)
    shown = grid(path, limit=10, wanted=[(None, None, row) for row in range(20, 2000, 9)])
    assert shown is not None
    assert len(shown["more"]) == WANTED_ROWS * (2 * AROUND + 1)


def test_further_rows_are_masked_too(tmp_path: Path) -> None:
    """A personal number is starred wherever its row is shown."""
    path = tmp_path / "a.csv"
    path.write_text("姓名,身份证号\n" + f"王某某,{SPECIMEN}\n" * 200, encoding="utf-8")
    shown = grid(path, limit=5, wanted=[(None, None, 150)])
    assert shown is not None
    assert len(shown["more"]) == 2 * AROUND + 1
    assert SPECIMEN[6:14] not in str(shown)


def test_every_sheet_and_member(tmp_path: Path) -> None:
    """The other sheets follow the main table's, shorter, under the names that findings use."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("一.csv", "区县,户数\n" + "甲县,12\n" * 200)
        archive.writestr("二.xlsx", workbook([["区县", "户数"], *[["甲县", n] for n in range(100)]]).content)
    shown = grid(path, wanted=[("二.xlsx", "Sheet1", 90)])
    assert shown is not None
    assert (shown["member"], shown["sheet"], len(shown["rows"]), shown["more"]) == ("一.csv", None, 100, [])
    (second,) = shown["sheets"]
    assert (second["member"], second["sheet"], len(second["rows"])) == ("二.xlsx", "Sheet1", OTHER_ROWS)
    assert [row["n"] for row in second["more"]] == list(range(90 - AROUND, 91 + AROUND))


def test_records_are_counted_from_nought(tmp_path: Path) -> None:
    """Records of JSON keep their keys as columns and the numbers of their pointers."""
    path = tmp_path / "a.json"
    path.write_text("[" + ",".join(f'{{"区县": "第{n}县", "户数": {n}}}' for n in range(50)) + "]", encoding="utf-8")
    shown = grid(path, limit=5, wanted=[(None, None, 40)])
    assert shown is not None
    assert shown["columns"] == ["区县", "户数"]
    assert [row["n"] for row in shown["more"]] == [38, 39, 40, 41, 42]
