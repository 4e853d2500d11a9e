"""Appeals are counted into stored reports without the files."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.scoring.appeals import applied, name_of, names_in, personal_columns, standing
from ckanext.govopen.scoring.model import Finding
from ckanext.govopen.scoring.registry import policy
from ckanext.govopen.scoring.report import finding
from ckanext.govopen.scoring.score import Found, score

Check = Callable[..., dict[str, Any]]
TABLE = "区县,户数,日期\n甲县,12户,2021年3月5日\n乙县,30户,2021年3月6日\n丙县,31户,2021年3月7日\n合计,73,\n"


def stored(report: dict[str, Any]) -> dict[str, Any]:
    """A report as it comes back from the database."""
    found: dict[str, Any] = json.loads(json.dumps(report))
    return found


def test_nothing_appealed(check: Check) -> None:
    """Without appeals a stored report is computed to what it was."""
    report = check("a.csv", TABLE)
    assert report["findings"]
    assert applied(stored(report), []) == report


def test_appealed(check: Check) -> None:
    """An appealed finding stays, is marked, and the score is that of the others; withdrawn, all is as before."""
    report = stored(check("a.csv", TABLE))
    assert {("V01", "户数"), ("V03", "日期"), ("T03", "")} <= names_in(report)
    changed = applied(report, [("V01", "户数")])
    marked = [name_of(one) for one in changed["findings"] if one.get("appealed")]
    assert marked == [("V01", "户数")]
    assert changed["score"] > report["score"]
    assert [one["points"] for one in changed["findings"] if one.get("appealed")] == [0]
    assert all("V01" not in entry["fixes"] for entry in changed["what_if"])
    assert "V01" not in standing(changed)
    assert applied(changed, []) == report


def test_all_appealed(check: Check) -> None:
    """With every finding appealed nothing is lost."""
    report = stored(check("a.csv", TABLE))
    assert applied(report, names_in(report))["score"] == 100


def test_personal_columns(check: Check) -> None:
    """A column is blocked until its own finding is appealed."""
    number = "11010519491231002X"
    report = stored(check("a.csv", f"编号,身份证号\n1,{number}\n2,{number}\n"))
    assert personal_columns(report) == ["身份证号"]
    assert personal_columns(applied(report, [("P01", "编号")])) == ["身份证号"]
    assert personal_columns(applied(report, [("P01", "身份证号")])) == []


def test_old_reports(check: Check) -> None:
    """A report from before shares were kept is marked and keeps its number; a rule that is gone costs nothing."""
    report = stored(check("a.csv", TABLE))
    old = {**report, "findings": [{**one, "params": {"count": 1}} for one in report["findings"]]}
    assert applied(old, [("T03", "")])["score"] == old["score"]
    gone = {**report, "findings": [*report["findings"], {"rule": "Z99", "severity": "fatal", "params": {"share": 1.0}}]}
    assert applied(gone, [])["score"] == report["score"]


found = st.builds(
    lambda code, severity, share, column: Found(code, severity, Finding(share, params={"column": column})),
    st.sampled_from(sorted(policy().rules)),
    st.sampled_from(sorted(policy().severities)),
    st.floats(0, 1),
    st.sampled_from("甲乙丙"),
)


@given(st.lists(found, max_size=8), st.sets(st.integers(0, 7)))
def test_appeals_never_lower_a_score(findings: list[Found], appealed: set[int]) -> None:
    """Whatever is appealed, the score is that of the rest, and never lower."""
    scored = score(findings, policy())
    told = [finding(one, points) for one, points in zip(findings, scored.points, strict=True)]
    names = {name_of(one) for number, one in enumerate(told) if number in appealed}
    changed = applied({"score": scored.value, "tables": [{}], "findings": told}, names)
    rest = [one for one, shown in zip(findings, told, strict=True) if name_of(shown) not in names]
    assert changed["score"] == score(rest, policy()).value >= scored.value
