"""What the readers of workbooks share: runs of rows, and the functions whose result changes by itself."""

from __future__ import annotations

import re

from .limits import limits

CHANGING = r"\b(?:NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|OFFSET|INDIRECT|CELL|INFO)\("
"""A call of such a function in the text of a formula."""
VOLATILE = re.compile(CHANGING, re.IGNORECASE)
VOLATILE_BYTES = re.compile(CHANGING.encode(), re.IGNORECASE)


def prolong(runs: list[tuple[int, int]], first: int, last: int | None = None) -> None:
    """Adds rows (`first` alone, or to `last`) behind runs of rows (first, last), to the last one where they touch it."""
    end = first if last is None else last
    if runs and runs[-1][1] == first - 1:
        runs[-1] = (runs[-1][0], end)
    elif len(runs) < limits().special_rows:
        runs.append((first, end))
