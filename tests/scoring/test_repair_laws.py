"""The laws of repair: every value is kept, the score never falls, a second repair changes nothing."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.govopen.scoring import repair as entry
from ckanext.govopen.scoring.model import Sample
from ckanext.govopen.scoring.registry import FILE
from ckanext.govopen.scoring.registry import rules as all_rules
from ckanext.govopen.scoring.repair import RefusedError, UnrepairableError, apply
from ckanext.govopen.scoring.repairing import pour
from ckanext.govopen.scoring.repairing.guard import SCORE
from ckanext.govopen.scoring.repairing.registry import repairs

NOW = "2026-01-01T00:00:00+08:00"
ASKED = [one.id for one in repairs().values() if one.kind == "ask"]
COUNTIES = ["海淀区", "西城区", "朝阳区", "丰台区", "通州区", "昌平区"]
HEADER = ["区县", "机构编码", "户数", "完成率", "登记日期"]
DEFECTS = ["title", "note", "total", "blank", "thousands", "unit", "percent", "dates", "spaces", "gb18030", "wide", "scale"]
Row = tuple[str, str, int, float, dt.date]

rows = st.lists(
    st.tuples(
        st.sampled_from(COUNTIES),
        st.integers(1, 99_999).map(lambda number: f"0{number:05}"),
        st.integers(1_000, 9_000_000) | st.integers(1, 900).map(lambda number: number * 10_000),
        st.integers(10, 999).map(lambda number: number / 10),
        st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    ),
    min_size=4,
    max_size=9,
)


def clean(table: list[Row]) -> list[list[str]]:
    """The source as it should be published."""
    return [[a, b, str(c), f"{d:g}", e.isoformat()] for a, b, c, d, e in table]


def soiled(table: list[Row], defects: set[str]) -> bytes:
    """The same values as departments write them; every second cell of a column is hit."""
    lines: list[list[str]] = [["某市户数统计表", "", "", "", ""]] if "title" in defects else []
    lines.append(HEADER)
    for n, cells in enumerate(clean(table)):
        _, _, households, _, day = table[n]
        if n % 2:
            cells = dressed(cells, households, day, defects)
        lines += [cells, [" ", "", "", "", ""]] if "blank" in defects and n == 1 else [cells]
    if "total" in defects:
        lines.append(["合计", "", str(sum(row[2] for row in table)), "", ""])
    if "note" in defects:
        lines.append(["注：本表为初步数。", "", "", "", ""])
    text = "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in line) for line in lines)
    return text.encode("gb18030" if "gb18030" in defects else "utf-8")


def dressed(cells: list[str], households: int, day: dt.date, defects: set[str]) -> list[str]:
    """One row with the defects of cells."""
    name, code, number, rate, date = cells
    if "scale" in defects and households % 10_000 == 0:
        number = f"{households // 10_000}万"
    elif "thousands" in defects:
        number = f"{households:,}"
    elif "wide" in defects:
        number = number.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    elif "unit" in defects:
        number = f"{number}户"
    rate = f"{rate}%" if "percent" in defects else rate
    date = f"{day.year}年{day.month}月{day.day}日" if "dates" in defects else date
    return [f" {name}　" if "spaces" in defects else name, code, number, rate, date]


def read(path: Path) -> list[list[str]]:
    """A CSV's rows, its header too."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def values(path: Path) -> list[list[str]]:
    """The rows of the five columns, numbers as %g writes them, a column of units left out."""
    header, *body = read(path)
    wanted = [next(i for i, name in enumerate(header) if name.startswith(one)) for one in HEADER]
    return [[row[i] if n != 3 else f"{float(row[i]):g}" for n, i in enumerate(wanted)] for row in body]


@given(rows, st.sets(st.sampled_from(DEFECTS), max_size=7))
@settings(max_examples=25)
def test_repair_gives_the_clean_source(tmp_path_factory: pytest.TempPathFactory, table: list[Row], defects: set[str]) -> None:
    """Whatever is wrong, with every fix accepted the clean values come back, and the score does not fall."""
    folder = tmp_path_factory.mktemp("law")
    path = folder / "户数.csv"
    path.write_bytes(soiled(table, defects))
    accept = [fix for fix in ASKED if fix != "duplicates"]  # rows of the source may be alike
    result = apply(path, folder / "out", accept=accept, now=NOW)
    assert values(folder / "out" / "户数.csv") == clean(table)
    assert result["reports"]["after"]["score"] >= result["reports"]["before"]["score"]
    again = apply(folder / "out" / "户数.csv", folder / "again", accept=accept, now=NOW)
    assert (folder / "again" / "户数.csv").read_bytes() == (folder / "out" / "户数.csv").read_bytes()
    assert again["change_count"] == 0


@given(rows, st.sets(st.sampled_from(DEFECTS), max_size=7))
@settings(max_examples=10)
def test_lossless_loses_nothing(tmp_path_factory: pytest.TempPathFactory, table: list[Row], defects: set[str]) -> None:
    """Without any fix accepted totals and 万 stay where they are, and the change list names every cell that differs."""
    folder = tmp_path_factory.mktemp("lossless")
    path = folder / "户数.csv"
    path.write_bytes(soiled(table, defects))
    result = apply(path, folder / "out", accept=ASKED, lossless=True, now=NOW)
    written = read(folder / "out" / "户数.csv")
    assert any(row[0] == "合计" for row in written) == ("total" in defects)
    wanted = sum(n % 2 and row[2] % 10_000 == 0 for n, row in enumerate(table)) if "scale" in defects else 0
    assert sum("万" in cell for row in written[1:] for cell in row) == wanted
    listed = read(folder / "out" / "changes.csv")
    assert (
        len(listed) - 1
        == result["change_count"]
        == sum(one["count"] for one in result["applied"] if one["id"] not in ("transcode", "blanks", "dialect"))
    )


LIST = (
    "单位,户数,金额,日期,编号,备注,名称\n"
    "甲局,3.5万,1亿,21-3-5,1.23E+17,无,鍖哄幙\n"
    "同上,12,2亿,5/3/2021,1.24E+17,暂无,鍖哄幙\n"
    "同上,12,2亿,5/3/2021,1.24E+17,暂无,鍖哄幙\n"
    "乙局,30,300,2021-03-05,1.25E+17,新设,区县\n"
    "合计,42,,,,,\n"
)


def test_lossless_leaves_every_ask_value(tmp_path: Path) -> None:
    """Totals, 同上, null words, repeated rows, 万 and 亿, short years, d/m/y, damaged codes and mojibake stay."""
    (tmp_path / "a.csv").write_text(LIST, encoding="utf-8")
    apply(tmp_path / "a.csv", tmp_path / "out", lossless=True, now=NOW)
    assert (tmp_path / "out" / "a.csv").read_text(encoding="utf-8") == LIST


def refused(path: Path, folder: Path) -> RefusedError:
    """The refusal of a repair, after which there is no CSV."""
    with pytest.raises(RefusedError) as told:
        apply(path, folder, accept=ASKED, now=NOW)
    assert not list(folder.glob("*"))
    return told.value


@pytest.mark.parametrize(
    ("fix", "function", "fault", "column"),
    [
        ("digits", "plain", lambda cell: cell.str.replace(",", "."), "户数"),
        ("digits", "plain", lambda cell: cell.str.replace(",.*", ""), "户数"),
        ("dates", "remembered", lambda value: "2021-05-03", "日期"),
        ("units", "number_of", lambda cell: cell.str.extract("([0-9]+)") + "0", "完成率"),
        ("spaces", "trimmed", lambda cell: cell.str.slice(0, 2), "名称"),
        ("scales", "multiplied", lambda cell: cell.str.replace("万", "000"), "人数"),
        ("mojibake", "restored", lambda value: "甲县" if value != "日期" else value, "名称"),
    ],
)
def test_guard_refuses_a_faulty_repair(
    fix: str, function: str, fault: Any, column: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repair that changes a value is caught by its column, and nothing is written."""
    (tmp_path / "a.csv").write_text(
        '名称,户数,完成率,日期,人数\n第一小学,"1,200",95%,2021年3月5日,3万\n鍖哄幙,980,93%,2021-03-06,12\n乙县,990,92%,2021-03-07,15\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(repairs()[fix], function, fault)
    assert refused(tmp_path / "a.csv", tmp_path / "out").params["column"] == column


def test_guard_refuses_lost_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that loses a row is caught."""
    (tmp_path / "a.csv").write_text("区县,户数\n甲县,12\n乙县,30\n", encoding="utf-8")
    whole = pour.tidy
    monkeypatch.setattr(pour, "tidy", lambda draft, batch: whole(draft, batch).head(1))
    assert refused(tmp_path / "a.csv", tmp_path / "out").params == {"before": 2, "after": 1}


def test_guard_refuses_a_lost_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note that is in no description is caught."""
    (tmp_path / "a.csv").write_text("区县,户数\n甲县,12\n乙县,30\n注：初步数。,\n", encoding="utf-8")
    monkeypatch.setattr(entry.package, "texts", lambda rows: [])
    assert refused(tmp_path / "a.csv", tmp_path / "out").params == {"row": 4}


def test_guard_refuses_a_lower_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A result that scores less than the original is not written."""
    (tmp_path / "a.csv").write_text("区县,户数\n甲县,12\n乙县,30\n", encoding="utf-8")
    monkeypatch.setattr(entry, "check_profile", lambda *_, **__: {"score": 99.0})
    assert refused(tmp_path / "a.csv", tmp_path / "out").params == {"before": 100.0, "after": 99.0}


SAMPLES = [sample for rule in all_rules(FILE).values() for sample in (*rule.passes, *rule.fails)]


@given(st.sampled_from(SAMPLES), st.booleans())
@settings(max_examples=20)
def test_the_examples_of_all_rules_can_be_repaired(
    tmp_path_factory: pytest.TempPathFactory, sample: Sample, asked: bool
) -> None:
    """Any of them is repaired, and a second time nothing changes; or it holds no table."""
    folder = tmp_path_factory.mktemp("any")
    (folder / sample.name).write_bytes(sample.content)
    accept = ASKED if asked else []
    try:
        main = apply(folder / sample.name, folder / "out", accept=accept, now=NOW)["files"][0]["name"]
    except UnrepairableError:
        return
    apply(folder / "out" / main, folder / "again", accept=accept, now=NOW)
    assert (folder / "again" / main).read_bytes() == (folder / "out" / main).read_bytes()


NASTY = st.text(st.sampled_from("a甲1,\"\n\r\t ;|.-%年月日万户—无：\u3000\ufeff０'=①\x00"), max_size=6)


@given(st.lists(st.dictionaries(NASTY, NASTY | st.integers() | st.none(), min_size=1, max_size=4), min_size=1, max_size=5))
@settings(max_examples=20)
def test_any_names_and_values(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> None:
    """Whatever stands in names and cells, the guard finds every value again."""
    folder = tmp_path_factory.mktemp("nasty")
    (folder / "a.json").write_text(json.dumps(records), encoding="utf-8")
    try:
        apply(folder / "a.json", folder / "out", accept=ASKED, now=NOW)
    except RefusedError as error:
        if error.message != SCORE:  # names without letters may be told apart less well in a CSV
            raise
    except UnrepairableError:
        return


REFUSED_ONCE = [
    [["名称"], ["1年"], ["12年"]],
    [["区县", "户数"], ["甲", "51.94公斤每天"], ["乙", "72班"], ["丙", "58公斤/年"]],
    [["编号", "比重"], ["1", "-3‰/月"], ["2", "66.33万头/袋"], ["3", "590,017‰/人"]],
    [["金额(万元)", "金额(万元)"], ["1", "约-3角"], ["2", "$431,798"], ["3", "¥1角"], ["4", "$24.63角"]],
    [["区县", "备注"], ["甲", "无"], ["乙", "同上"], ["丙", "—"], ["丁", "新设"], ["戊", "扩建"]],
]


@pytest.mark.parametrize("table", REFUSED_ONCE)
def test_units_of_all_kinds_and_words_for_nothing(tmp_path: Path, table: list[list[str]]) -> None:
    """What a repair takes for a number with its unit the guard reads alike, and nothing is filled with a word for nothing."""
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    assert apply(tmp_path / "a.csv", tmp_path / "out", accept=ASKED, now=NOW)["applied"]


@pytest.mark.parametrize(("cells", "promised"), [(["22单", "30单", "7单"], False), (["22天", "30", "7单"], True)])
def test_a_promised_unit_can_be_taken_out(tmp_path: Path, cells: list[str], promised: bool) -> None:
    """Units that contradict the header stay, so no fix is promised for them; one that agrees with it goes."""
    (tmp_path / "a.csv").write_text("\n".join(["工期(天)", *cells, ""]), encoding="utf-8")
    result = apply(tmp_path / "a.csv", tmp_path / "out", now=NOW)
    told = next(one for one in result["reports"]["before"]["findings"] if one["rule"] == "V01")
    assert (told["fix"] is not None) == promised == ("units" in [one["id"] for one in result["applied"]])
