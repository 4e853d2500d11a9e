"""Lines of files that table programs open."""

import csv
import io
from collections.abc import Iterable
from typing import Any

BOM = "\ufeff"
"""Without it WPS and Excel take UTF-8 for the code page of the machine."""
FORMULA = "=+-@＝＋－＠\t\r\n"
"""What a table program may take for the beginning of a formula."""


def line(cells: Iterable[Any]) -> str:
    """One line of the file."""
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()


def harmless(cell: Any) -> str:
    """A cell's text that no table program takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(tuple(FORMULA)) else text
