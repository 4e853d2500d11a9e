"""Repairs: their examples, and what every one of them owes."""

import ast
import inspect
from pathlib import Path

import pytest

from ckanext.govopen.scoring.model import Sample
from ckanext.govopen.scoring.registry import rules
from ckanext.govopen.scoring.repair import apply
from ckanext.govopen.scoring.repairing.registry import Repair, repairs, repairs_list

NOW = "2026-01-01T00:00:00+08:00"
REPAIRS = list(repairs().values())
EXAMPLES = [
    pytest.param(repair.id, sample, expected, id=f"{repair.id}-{number}")
    for repair in REPAIRS
    for number, (sample, expected) in enumerate(repair.examples)
]


@pytest.mark.parametrize(("fix", "sample", "expected"), EXAMPLES)
def test_examples(fix: str, sample: Sample, expected: str, tmp_path: Path) -> None:
    """A repair makes of its example what it says, and is told as applied."""
    path = tmp_path / sample.name
    path.write_bytes(sample.content)
    accept = [fix] if repairs()[fix].kind == "ask" else []
    result = apply(path, tmp_path / "out", accept=accept, now=NOW)
    assert (tmp_path / "out" / f"{path.stem}.csv").read_text(encoding="utf-8") == expected
    assert fix in [one["id"] for one in result["applied"]]


@pytest.mark.parametrize("repair", REPAIRS, ids=lambda repair: repair.id)
def test_a_repair_documents_itself(repair: Repair) -> None:
    """A repair has documentation, a kind, is called as its file is, and mends rules that have their variants."""
    assert len(inspect.cleandoc(repair.__doc__ or "")) > 40
    assert repair.kind in ("lossless", "ask")
    assert Path(inspect.getfile(repair)).stem == repair.id  # type: ignore[arg-type]
    for code, variants in repair.mends.items():
        if variants is not None and code in rules():
            assert set(variants) <= {None, *getattr(rules()[code], "variants", {})}


def test_titles_are_marked_for_translation() -> None:
    """Titles are msgids."""
    for repair in REPAIRS:
        tree = ast.parse(Path(inspect.getfile(repair)).read_text(encoding="utf-8"))  # type: ignore[arg-type]
        title = next(node for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "title")  # type: ignore[attr-defined]
        assert isinstance(title.value, ast.Call)


def test_list_is_plain_data() -> None:
    """The list names each repair with its kind and its rules."""
    assert {one["id"]: one["kind"] for one in repairs_list()} == {one.id: one.kind for one in REPAIRS}
