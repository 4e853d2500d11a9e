"""What a repair leaves behind: the files, their description, the list of changes, the reports."""

import csv
import datetime as dt
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import polars as pl
import pytest
import xlwt

from ckanext.govopen.scoring.repair import UnknownFixError, UnrepairableError, apply, preview
from ckanext.govopen.scoring.repairing import twins
from ckanext.govopen.scoring.samples import Formula, workbook

NOW = "2026-01-01T00:00:00+08:00"
STATISTICS = (
    '某市户数统计表,,,\n区县,户数(户),完成率,日期\n甲县,"1,200",95%,2021年3月5日\n乙县,980户,0.93,2021-03-06\n'
    "丙县,1200,0.9,2021-03-07\n合计,3380,,\n注：本表为初步数。,,,\n"
)
Repair = Callable[..., dict[str, Any]]


@pytest.fixture
def repair(tmp_path: Path) -> Repair:
    """A function from a name and its content to what `apply` tells; the results are in `out`."""

    def run(name: str, content: bytes | str, *accept: str) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return apply(path, tmp_path / "out", accept=accept, now=NOW)

    return run


def cells(path: Path) -> list[list[str]]:
    """A CSV's rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def described(folder: Path) -> dict[str, Any]:
    """The package."""
    found: dict[str, Any] = json.loads((folder / "out" / "datapackage.json").read_text(encoding="utf-8"))
    return found


def test_the_small_table(repair: Repair, tmp_path: Path) -> None:
    """Each defect of the table on which other tools report nothing is mended: 95% becomes 95, never 0.95 nor 0.93 %."""
    result = repair("a.csv", STATISTICS, "totals")
    assert cells(tmp_path / "out" / "a.csv") == [
        ["区县", "户数(户)", "完成率", "完成率_单位", "日期"],
        ["甲县", "1200", "95", "%", "2021-03-05"],
        ["乙县", "980", "0.93", "", "2021-03-06"],
        ["丙县", "1200", "0.9", "", "2021-03-07"],
    ]
    assert cells(tmp_path / "out" / "a.totals.csv")[1:] == [["合计", "3380", "", "", ""]]
    assert result["reports"]["after"]["score"] == 100.0
    assert [one["at"] for one in result["changes"]] == ["A1", "A7", "B3", "B4", "C3", "D3"]
    assert [row[3:] for row in cells(tmp_path / "out" / "changes.csv")[3:4]] == [["B3", "1,200", "1200", "digits"]]


def test_files_and_report(repair: Repair, tmp_path: Path) -> None:
    """The main CSV comes first, nothing temporary stays, and the report tells both scores and what was applied."""
    result = repair("户数.csv", STATISTICS.encode("gb18030"), "totals")
    assert [(one["name"], one["role"]) for one in result["files"]] == [
        ("户数.csv", "table"), ("户数.parquet", "twin"), ("户数.xlsx", "twin"), ("户数.totals.csv", "side"),
        ("datapackage.json", "package"), ("changes.csv", "changes"), ("report.json", "report"),
    ]  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(one["name"] for one in result["files"])
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["applied"] == ["transcode", "titles", "notes", "digits", "units", "dates", "totals"]
    assert report["before"]["score"] < report["after"]["score"]
    assert described(tmp_path)["resources"][0]["path"] == "户数.csv"


def test_findings_name_their_fix(repair: Repair) -> None:
    """Each finding names the repair that mends it and whether it has to be asked for."""
    told = repair("a.csv", '区县,户数,日期,人数\n甲县,3.5万,5/3/2021,"1,200"\n乙县,980,2021年3月5日,12\n合计,3,,\n')[
        "reports"
    ]["before"]
    fixes = [(one["rule"], one["params"].get("column"), one["fix"]) for one in told["findings"]]
    assert ("V02", "户数", {"id": "scales", "kind": "ask"}) in fixes
    assert ("V02", "人数", {"id": "digits", "kind": "lossless"}) in fixes
    assert ("V03", "日期", {"id": "day_month", "kind": "ask"}) in fixes
    assert ("T03", None, {"id": "totals", "kind": "ask"}) in fixes


def test_package_is_valid(repair: Repair, tmp_path: Path) -> None:
    """frictionless accepts the package; types, units, null marks, key and texts are in it."""
    repair(
        "许可.csv",
        "单位：个,,,,,\n许可号,机构,数量,登记日期,更新时间,月份\n"
        "01001,甲局,12,2021-03-05,2021-03-05 10:20:00,2021-03\n01002,乙局,—,2021-03-06,2021-03-06 08:00:00,2021-04\n"
        "01003,丙局,30,2021-03-07,2021-03-07 09:00:00,2021-05\n注：不含直属单位。,,,,,\n",
    )
    told = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert told.valid, told.to_summary()
    package = described(tmp_path)
    table = package["resources"][0]
    assert [(one["name"], one["type"]) for one in table["schema"]["fields"]] == [
        ("许可号", "string"), ("机构", "string"), ("数量", "integer"), ("登记日期", "date"),
        ("更新时间", "datetime"), ("月份", "yearmonth"),
    ]  # fmt: skip
    assert table["schema"]["fields"][2]["unit"] == "个"
    assert table["schema"]["missingValues"] == ["", "—"]
    assert table["schema"]["primaryKey"] == ["许可号"]
    assert package["description"] == "单位：个\n注：不含直属单位。"


def test_twins_are_typed(repair: Repair, tmp_path: Path) -> None:
    """Numbers and dates are such in Parquet and XLSX; identifiers stay text with all their digits."""
    code = "91110108MA01ABCD2X"
    repair(
        "a.csv",
        f"统一社会信用代码,电话,注册资本,成立日期\n{code},010123456,1200.5,2021-03-05\n{code[:-1]}Y,021123457,1300,2021-03-06\n",
    )
    table = pl.read_parquet(tmp_path / "out" / "a.parquet")
    assert table.row(0) == (code, "010123456", 1200.5, dt.date(2021, 3, 5))
    sheet = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx").active
    assert [cell.value for cell in sheet[2]] == [code, "010123456", 1200.5, dt.datetime(2021, 3, 5)]  # noqa: DTZ001
    assert sheet["B2"].data_type == "s"


def test_no_workbook_for_more_than_it_holds(repair: Repair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of more rows than a sheet has is no workbook, and the result says so."""
    monkeypatch.setattr(twins, "EXCEL_ROWS", 1)
    result = repair("a.csv", "区县,户数\n甲县,12\n乙县,30\n")
    assert [one["params"] for one in result["notes"]] == [{"rows": 2, "cells": 4}]
    assert not (tmp_path / "out" / "a.xlsx").exists()


def test_no_workbook_for_a_longer_text_than_it_holds(repair: Repair, tmp_path: Path) -> None:
    """A text that a workbook would cut is no reason to lose its end: there is no workbook, and the result says so."""
    result = repair("a.csv", f"区县,说明\n甲县,{'长' * 32_768}\n乙县,短\n")
    assert [one["params"] for one in result["notes"]] == [{"characters": 32_768, "most": 32_767}]
    assert not (tmp_path / "out" / "a.xlsx").exists()
    assert "长" * 32_768 in (tmp_path / "out" / "a.csv").read_text(encoding="utf-8")


def test_personal_numbers_stay_in_the_data_alone(repair: Repair, tmp_path: Path) -> None:
    """The CSV keeps its values; changes, reports, grids and notes show no number in clear."""
    number, mobile = "11010519491231002X", "13800138000"
    content = f'姓名,身份证号,户数\n王某某, {number},"1,200"\n李某, {number},30\n注：联系人电话{mobile}。,,\n'
    repair("a.csv", content)
    assert number in (tmp_path / "out" / "a.csv").read_text(encoding="utf-8")
    told = json.dumps(preview(tmp_path / "a.csv", now=NOW), ensure_ascii=False)
    told += "".join(
        (tmp_path / "out" / name).read_text(encoding="utf-8") for name in ("changes.csv", "report.json", "datapackage.json")
    )
    assert number not in told
    assert mobile not in told
    assert "110105********002X" in told


def test_a_merged_title_is_no_merged_cell_any_more(repair: Repair) -> None:
    """Merged cells outside the data are gone with their rows, and that is told."""
    result = repair("a.xlsx", workbook([["某市户数", None], ["区县", "户数"], ["甲县", 12], ["乙县", 30]], ["A1:B1"]).content)
    assert [(one["id"], one["count"]) for one in result["applied"]] == [("titles", 1), ("merged_cells", 1)]


def test_workbook(repair: Repair, tmp_path: Path) -> None:
    """Merged cells are filled, a header of two rows is one, every sheet is a file, results stand for formulas."""
    rows = [
        ["某市学校", None, None],
        ["区县", "人数", None],
        [None, "男", "女"],
        ["甲县", 12, 13],
        [None, 14, 15],
        ["乙县", 16, 17],
    ]
    repair("a.xlsx", workbook(rows, ["A1:C1", "A2:A3", "B2:C2", "A4:A5"]).content)
    assert cells(tmp_path / "out" / "a.csv") == [
        ["区县", "人数_男", "人数_女"], ["甲县", "12", "13"], ["甲县", "14", "15"], ["乙县", "16", "17"],
    ]  # fmt: skip
    assert cells(tmp_path / "out" / "changes.csv")[-1] == ["a.csv", "5", "A", "A5", "", "甲县", "merged_cells"]


def test_hidden_parts_go_to_files_of_their_own(repair: Repair, tmp_path: Path) -> None:
    """Hidden rows and columns are whole in their files, each row of a column with its number."""
    sample = workbook([["区县", "户数", "备注"], ["甲县", 12, "a"], ["乙县", 30, "b"]], hidden_rows=[3], hidden_columns=[3])
    repair("a.xlsx", sample.content, "hidden")
    assert cells(tmp_path / "out" / "a.csv") == [["区县", "户数"], ["甲县", "12"]]
    assert cells(tmp_path / "out" / "a.hidden.csv") == [["区县", "户数"], ["乙县", "30"]]
    assert cells(tmp_path / "out" / "a.hidden_columns.csv") == [["row", "备注"], ["2", "a"], ["3", "b"]]


def test_formulas_keep_their_results(repair: Repair, tmp_path: Path) -> None:
    """A formula's stored result is the value."""
    repair("a.xlsx", workbook([["区县", "户数"], ["甲县", Formula("6*2", 12)], ["乙县", 30]]).content)
    assert cells(tmp_path / "out" / "a.csv")[1] == ["甲县", "12"]


def test_several_tables(repair: Repair, tmp_path: Path) -> None:
    """The main table is the file's name, the others have a number; the package names all, and is valid."""
    with zipfile.ZipFile(tmp_path / "z", "w") as archive:
        archive.writestr("户数.csv", "区县,户数\n甲县,12\n乙县,30\n丙县,31\n")
        archive.writestr("学校.json", '{"data": [{"学校": "一中", "人数": 5}, {"学校": "二中", "人数": 6}]}')
    repair("a.zip", (tmp_path / "z").read_bytes())
    assert cells(tmp_path / "out" / "a_2.csv") == [["学校", "人数"], ["一中", "5"], ["二中", "6"]]
    assert [one["path"] for one in described(tmp_path)["resources"]] == ["a.csv", "a_2.csv"]
    assert frictionless.validate(str(tmp_path / "out" / "datapackage.json")).valid


def test_records_are_addressed_by_pointer(repair: Repair) -> None:
    """Changes of JSON are told by the pointer of the original."""
    result = repair("a.json", '[{"区县": "甲县", "户数": "1,200"}, {"区县": "乙县", "户数": "980"}]')
    assert [(one["at"], one["before"], one["after"]) for one in result["changes"]] == [("/0/户数", "1,200", "1200")]


def test_mixed_orders_of_day_and_month(repair: Repair, tmp_path: Path) -> None:
    """Where a column has both orders, only dates that can be read in one way are rewritten."""
    repair("a.csv", "许可号,日期\nA1,25/3/2021\nA2,3/26/2021\nA3,4/5/2021\n", "day_month")
    assert [row[1] for row in cells(tmp_path / "out" / "a.csv")[1:]] == ["2021-03-25", "2021-03-26", "4/5/2021"]


def test_original_is_never_touched(tmp_path: Path) -> None:
    """A folder in which the result would be the file itself is refused, under any name of the file."""
    path = tmp_path / "a.csv"
    path.write_text("区县,户数\n甲县,12户\n乙县,30户\n", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    for folder in (tmp_path, tmp_path / "link"):
        with pytest.raises(UnrepairableError):
            apply(path, folder, now=NOW)
    assert path.read_text(encoding="utf-8") == "区县,户数\n甲县,12户\n乙县,30户\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "link"]


def test_what_cannot_be_repaired(tmp_path: Path) -> None:
    """A file without a table, and a fix that nobody knows, are errors that say so."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    with pytest.raises(UnrepairableError):
        apply(tmp_path / "a.pdf", tmp_path / "out", now=NOW)
    with pytest.raises(UnknownFixError) as told:
        apply(tmp_path / "a.pdf", tmp_path / "out", accept=["magic"], now=NOW)
    assert told.value.params["fix"] == "magic"
    assert "totals" in told.value.params["known"]


def test_preview_writes_nothing(tmp_path: Path) -> None:
    """A preview shows both grids, the first changes and what could be asked for, most points first."""
    (tmp_path / "a.csv").write_text(STATISTICS, encoding="utf-8")
    shown = preview(tmp_path / "a.csv", now=NOW, limit=3, changes=2)
    assert [row["n"] for row in shown["before"]["rows"]] == [1, 2, 3]
    assert shown["after"]["rows"][1]["cells"] == ["甲县", "1200", "95", "%", "2021-03-05"]
    assert (len(shown["changes"]), shown["change_count"]) == (2, 6)
    assert [one["points"] for one in shown["offered"]] == sorted(one["points"] for one in shown["offered"])
    assert [one["id"] for one in shown["offered"] if one["kind"] == "ask"] == ["totals"]
    json.dumps(shown, allow_nan=False)
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("ending", ["xls", "et"])
def test_binary_workbooks_become_open(repair: Repair, tmp_path: Path, ending: str) -> None:
    """A workbook of one product becomes CSV and XLSX, and its finding says so."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("户数")
    for row, line in enumerate([["区县", "户数"], ["甲县", 12], ["乙县", 30]]):
        for column, value in enumerate(line):
            sheet.write(row, column, value)
    book.save(str(tmp_path / "book"))
    result = repair(f"a.{ending}", (tmp_path / "book").read_bytes())
    assert [one["fix"] for one in result["reports"]["before"]["findings"]] == [{"id": "open_format", "kind": "lossless"}]
    assert cells(tmp_path / "out" / "a.csv") == [["区县", "户数"], ["甲县", "12"], ["乙县", "30"]]
    assert openpyxl.load_workbook(tmp_path / "out" / "a.xlsx").active["B3"].value == 30


def test_what_was_accepted_and_could_not_be_done_is_told(repair: Repair) -> None:
    """A repair that finds no cell to change says so: here nothing stands above the first 同上."""
    told = repair("a.csv", "学校,区县,人数\n一中,同上,12\n二中,同上,13\n", "ditto")
    assert (told["applied"], [note["params"] for note in told["notes"]]) == ([], [{"fix": "ditto"}])


def test_a_value_that_is_not_in_the_file_still_costs_its_points(repair: Repair) -> None:
    """A formula without a stored result is blank in the result: it is told, and the result is not called perfect."""
    sample = workbook([["区县", "户数", "人数"], ["甲县", 12, Formula("B2*3")], ["乙县", 30, 90]])
    told = repair("a.xlsx", sample.content)
    assert [note["params"]["count"] for note in told["notes"]] == [1]
    after = told["reports"]["after"]
    assert [one["rule"] for one in after["findings"]] == ["T06"]
    assert after["score"] < 100
