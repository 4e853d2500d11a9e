"""The size budgets of the design: short modules, short functions."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ["harvesters", "ckanext-govopen/ckanext/govopen", "sandbox", "scripts"]
MODULE_LINES = 350
FUNCTION_LINES = 50
MEDIAN_LINES = 120  # the compass says about 60; a median past this means that modules have stopped being short


def modules() -> list[Path]:
    """Every Python source of the product, migrations and data left out."""
    found = [path for folder in SOURCES for path in (ROOT / folder).rglob("*.py") if "versions" not in path.parts]
    scripts = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and is_python(path)]
    return sorted({*found, *scripts})


def is_python(path: Path) -> bool:
    """Whether a file without an ending is a Python script."""
    return path.suffix == "" and path.read_bytes().startswith(b"#!/usr/bin/env python3")


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines, without its docstring, of each function of a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = ast.get_docstring(node) is not None
            docstring = first.end_lineno - first.lineno + 1 if documented and first.end_lineno else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_module_and_its_functions_are_short(path: Path) -> None:
    """No module passes 350 lines and no function 50."""
    assert len(path.read_text().splitlines()) <= MODULE_LINES
    assert [(name, size) for name, size in functions(path) if size > FUNCTION_LINES] == []


def test_modules_are_short_as_a_rule() -> None:
    """The median module stays near the compass of the design."""
    sizes = [lines for path in modules() if (lines := len(path.read_text().splitlines()))]
    assert statistics.median(sizes) <= MEDIAN_LINES
