"""Pictures of a report: the rows that findings lie in, and the way from 100 to the score."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.govopen.scoring.exports.shown import example_rows, rows_of, steps
from ckanext.govopen.scoring.model import Finding
from ckanext.govopen.scoring.registry import policy
from ckanext.govopen.scoring.samples import workbook
from ckanext.govopen.scoring.score import Found, score

Check = Callable[..., dict[str, Any]]
findings = st.lists(
    st.builds(
        lambda code, severity, share: Found(code, severity, Finding(share)),
        st.sampled_from(sorted(policy().rules)),
        st.sampled_from(sorted(policy().severities)),
        st.floats(0, 1),
    ),
    max_size=12,
)


def report_of(found: list[Found]) -> dict[str, Any]:
    """What the way to a score is made of."""
    scored = score(found, policy())
    shown = [{"rule": one.code, "severity": one.severity, "points": p} for one, p in zip(found, scored.points, strict=True)]
    return {"score": scored.value, "findings": shown}


@given(findings)
def test_the_way_is_unbroken(found: list[Found]) -> None:
    """Each bar begins where the one before it ended, none rises, and the last is the score."""
    start, *way, end = steps(report_of(found), policy())
    assert (start.after, end.after) == (100.0, score(found, policy()).value)
    level = 100.0
    for step in way:
        assert step.before == pytest.approx(level, abs=0.15)
        assert step.points <= 1e-9
        level = step.after
    assert level == pytest.approx(end.after, abs=max(0.15, 0.011 * len(found)))


def test_a_gate_is_a_step_of_its_own() -> None:
    """What a fatal finding costs by its weight is told apart from what its gate takes of the rest."""
    way = steps(report_of([Found("P01", "fatal", Finding(0.0)), Found("V01", "critical", Finding(1.0))]), policy())
    kinds = [(step.kind, step.rule) for step in way]
    assert kinds == [("start", None), ("rule", "V01"), ("rule", "P01"), ("gate", "P01"), ("score", None)]
    gate = way[-2]
    assert gate.after == pytest.approx(gate.before * policy().rules["P01"].gate, abs=0.1)


@pytest.mark.parametrize(
    ("reference", "rows"),
    [("B5", [5]), ("B5:E9", [5]), ("7:9", [7]), ("2:2,58:60", [2, 58]), ("C:C", []), ("/12/户数", [12]), ("", []), (None, [])],
)
def test_rows_of_references(reference: str | None, rows: list[int]) -> None:
    """The rows at which to look."""
    assert rows_of(reference) == rows


def test_rows_of_a_report(check: Check) -> None:
    """Each example's row is named with its sheet."""
    report = check("a.xlsx", workbook([["区县", "户数"], *[["甲县", n] for n in range(200)], ["乙县", "980户"]]).content)
    assert (None, "Sheet1", 202) in set(example_rows(report))
