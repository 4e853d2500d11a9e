"""What is said of datasets: series of titles, metadata, and the score beside that of the files."""

from typing import Any

import pytest

from ckanext.govopen.scoring.catalogue import DatasetFacts, FileFacts, PublisherFacts, Sibling, header_print, judge
from ckanext.govopen.scoring.registry import rules
from ckanext.govopen.scoring.series import pattern, without_period


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2023年海淀区学校名录", "学校名录"),
        ("北京市学校名录（2024年度）", "学校名录"),
        ("2021-2023年学校名录", "学校名录"),
        ("学校名录202305", "学校名录"),
        ("2023年第一季度学校名录", "学校名录"),
        ("四川省泸州市江阳区学校名录", "学校名录"),
        ("泸州学校名录2023年5月", "学校名录"),
        ("12345热线工单", "12345热线工单"),
        ("2023年海淀区", ""),
    ],
)
def test_pattern(title: str, expected: str) -> None:
    """Period and area go, what the data are stays."""
    assert pattern(title) == expected


def test_area_is_no_period() -> None:
    """Two areas of one year are no change from year to year."""
    assert without_period("2023年海淀区学校名录") != without_period("2023年西城区学校名录")


def test_header_print() -> None:
    """Order, case and spaces make no other header."""
    assert header_print(["A b", "户数"]) == header_print(["户数", "aB"])
    assert header_print(["户数"]) != header_print(["户数", "区县"])


def facts(dataset: dict[str, Any], *siblings: Sibling, **more: Any) -> PublisherFacts:
    """A dataset with one file among siblings."""
    file = FileFacts(columns=("学校名称", "地址"), types=("string", "string"), rows=50, missing=0.0)
    one = DatasetFacts(**{"dataset": dataset, "today": "2024-06-01", "files": (file,)} | more)
    return PublisherFacts(dataset=one, siblings=siblings)


def variants(given: PublisherFacts) -> list[tuple[str, str | None]]:
    """Rule and variant of all findings."""
    return [(one["rule"], one["params"].get("variant")) for one in judge(given).findings]


def test_nothing_known() -> None:
    """A dataset of which nothing is known is told so, without an error, and has a score of its metadata."""
    judged = judge(PublisherFacts(dataset=DatasetFacts(dataset={}, today="2024-06-01")))
    assert {one["rule"] for one in judged.findings} == {"M01"}
    assert 0 <= judged.score < 75
    assert all(one["points"] < 0 and one["fix"] is None for one in judged.findings)


def test_pieces_and_layout() -> None:
    """Two more years of one header are pieces; one with another header is a change of layout; other series are neither."""
    same, other = header_print(("学校名称", "地址")), header_print(("学校名称", "电话"))
    siblings = [Sibling(title=f"{year}年学校名录", header=same) for year in (2021, 2022)]
    siblings += [
        Sibling(title="2020年学校名录", header=other),
        Sibling(title="2020年医院名录", header=same),
    ]
    judged = judge(facts({"title": "2023年学校名录"}, *siblings))
    found = {one["params"].get("variant"): one for one in judged.findings if one["rule"] == "C01"}
    assert set(found) == {None, "layout"}
    assert found[None]["count"] == 3
    assert [example["at"] for example in found["layout"]["examples"]] == ["2020年学校名录"]


@pytest.mark.parametrize(
    ("cycle", "changed", "late"),
    [("4", "2024-05-01", False), ("4", "2024-04-01", True), ("8", "2014-01-01", False), ("4", None, False)],
)
def test_stale(cycle: str, changed: str | None, late: bool) -> None:
    """Data are late when they are older than their cycle allows; no promise, or no known change, is no lateness."""
    given = facts({"title": "学校名录", "update_cycle": cycle}, changed=changed)
    assert (("C01", "stale") in variants(given)) == late


def test_broken_rule_costs_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A rule that raises deducts nothing, and the others still run."""
    monkeypatch.setattr(rules()["C01"], "check", lambda _: 1 / 0)
    assert {rule for rule, _ in variants(facts({}))} == {"M01"}
    assert "C01" in caplog.text


def test_examples_are_masked() -> None:
    """A title or column that is a person's number is not shown."""
    number = "11010519491231002X"
    file = FileFacts(columns=(number,), types=("string",), rows=50)
    judged = judge(facts({"title": "名录", "data_items": [{"name": "区县"}]}, files=(file,)))
    assert number not in str(judged.findings)
