"""The laws of the score."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.scoring.check import check_file
from ckanext.govopen.scoring.model import Finding
from ckanext.govopen.scoring.registry import policy
from ckanext.govopen.scoring.score import Found, extent, grade, score, what_if

found = st.builds(
    lambda code, severity, share: Found(code, severity, Finding(share)),
    st.sampled_from(sorted(policy().rules)),
    st.sampled_from(sorted(policy().severities)),
    st.floats(0, 1),
)
many = st.lists(found, max_size=12)


@given(many)
def test_bounds(findings: list[Found]) -> None:
    """A score lies between 0 and 100, points are never positive, groups lie between 0 and 100."""
    result = score(findings, policy())
    assert 0 <= result.value <= 100
    assert all(points <= 0 for points in result.points)
    assert all(0 <= value <= 100 for value in result.groups.values())


@given(many, found)
def test_more_findings_never_raise_the_score(findings: list[Found], another: Found) -> None:
    """One more defect cannot help."""
    assert score([*findings, another], policy()).value <= score(findings, policy()).value


@given(many, st.randoms())
def test_order_is_irrelevant(findings: list[Found], random: st.DataObject) -> None:
    """The same findings in another order give the same score."""
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score(shuffled, policy()).value == score(findings, policy()).value


@given(many)
def test_information_costs_nothing(findings: list[Found]) -> None:
    """Findings of severity info leave the score alone."""
    useful = [one for one in findings if one.severity != "info"]
    assert score(useful, policy()).value == score(findings, policy()).value


@given(many)
def test_mending_helps(findings: list[Found]) -> None:
    """Every offer of what_if raises the score, the best one first."""
    now = score(findings, policy()).value
    offers = [value for _, value in what_if(findings, policy())]
    assert all(value > now for value in offers)
    assert offers == sorted(offers, reverse=True)


def test_what_repairs_mend_together() -> None:
    """What can be mended without asking is offered as one, beside the best three."""
    findings = [Found(code, "major", Finding(0.2)) for code in ("H01", "T03", "T04", "V01", "V02", "V03")]
    offers = [codes for codes, _ in what_if(findings, policy(), ["H01", "T04", "V02", "V03"])]
    assert sorted(offers[0]) == ["H01", "T04", "V02", "V03"]
    assert len(offers[1]) == 3


@given(st.floats(0, 1), st.floats(0, 1))
def test_extent_is_concave(one: float, other: float) -> None:
    """Half of the way costs more than half of the price."""
    assert extent((one + other) / 2, 0.1) >= (extent(one, 0.1) + extent(other, 0.1)) / 2 - 1e-9


def test_nothing_found_is_a_hundred() -> None:
    """Without findings a file has 100 points in every group and grade A."""
    result = score([], policy())
    assert (result.value, set(result.groups.values()), grade(result.value, policy())) == (100.0, {100.0}, "A")


def test_gates() -> None:
    """A fatal finding of a gating rule leaves at most its gate; below fatal there is no gate."""
    closed = score([Found("F02", "fatal", Finding(1.0))], policy()).value
    headless = score([Found("H03", "fatal", Finding(0.0))], policy()).value
    named = score([Found("H03", "critical", Finding(0.0))], policy()).value
    assert closed == 0
    assert headless <= 40 < named


def test_grades() -> None:
    """Five levels from A to E."""
    assert [grade(value, policy()) for value in (100, 90, 89.9, 75, 60, 40, 39.9, 0)] == list("AABBCDEE")


def test_blank_columns_dilute_nothing(tmp_path: Path) -> None:
    """A column without name and values costs points of its own and spares none of the others."""
    plain, widened = tmp_path / "a.csv", tmp_path / "b.csv"
    plain.write_text("区县,户数\n甲县,980户\n乙县,1200\n丙县,990户\n", encoding="utf-8")
    widened.write_text("区县,,户数\n甲县,,980户\n乙县,,1200\n丙县,,990户\n", encoding="utf-8")
    reports = [check_file(path, now="") for path in (plain, widened)]
    shares = [{one["rule"]: one["params"]["share"] for one in report["findings"]} for report in reports]
    assert shares[0]["V01"] == shares[1]["V01"]
    assert "D02" in shares[1]
