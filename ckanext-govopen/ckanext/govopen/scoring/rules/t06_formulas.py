"""Published cells hold values: a formula is a number only for the program that can calculate it.

Readers of data take the result that was stored with the formula. Where none was stored they read nothing, and formulas
over today's date or chance have another result for everyone who opens the file.

Bad: `=SUM(B2:B9)` in a file that a program wrote and nobody opened in Excel; `=TODAY()`; `=INDIRECT("A"&ROW())`.
Good: the results, pasted as values.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import Cells, Table
from ckanext.govopen.files.reach import a1
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Facts, Finding
from ckanext.govopen.scoring.places import at_table
from ckanext.govopen.scoring.samples import Formula, workbook

code = "T06"
title = N_("Cells hold values, not formulas")
message = N_("{count} formulas have no stored result: programs read an empty cell there.")
help = N_(  # noqa: A001
    "Open the file in WPS or Excel, select the table, copy it, paste it in the same place as values (Ctrl+Alt+V › Values), "
    "and save."
)
variants = {
    "volatile": (
        N_("{count} formulas have another result each time the file is opened (today's date, chance, moving references)."),
        N_("Select the cells, copy them and paste them in the same place as values (Ctrl+Alt+V › Values), then save."),
    ),
    "formulas": (
        N_("{count} cells hold formulas instead of values."),
        N_("Select the cells, copy them and paste them in the same place as values (Ctrl+Alt+V › Values), then save."),
    ),
}
lost = (None,)
passes = [workbook([["区县", "户数", "人数"], ["甲县", 12, 36], ["乙县", 30, 90]])]
fails = [
    workbook([["区县", "户数", "人数"], ["甲县", 12, Formula("B2*3")], ["乙县", 30, Formula("B3*3")]]),
    workbook([["区县", "户数", "序号"], ["甲县", 12, Formula("RAND()", 0.5)], ["乙县", 30, 2]]),
    workbook([["区县", "户数", "人数"], ["甲县", 12, Formula("B2*3", 36)], ["乙县", 30, 90]]),
]


def check(facts: Facts) -> Iterator[Finding]:
    """Takes what the reader of workbooks saw, once a sheet; the plain ones are those that are nothing worse."""
    seen: set[int] = set()
    for table in sorted(facts.tables, key=lambda one: one.number):
        extras = table.sheet.workbook
        if extras is None or id(table.sheet) in seen:
            continue
        seen.add(id(table.sheet))
        worse = {*extras.stale.first, *extras.volatile.first}
        count = extras.formulas.count - extras.stale.count - extras.volatile.count
        plain = Cells(count, tuple(at for at in extras.formulas.first if at not in worse))
        for variant, cells, severity in (
            (None, extras.stale, None),
            ("volatile", extras.volatile, None),
            ("formulas", plain, "minor"),
        ):
            if cells.count > 0:
                yield formulas(facts, table, cells, variant, severity)


def formulas(facts: Facts, table: Table, cells: Cells, variant: str | None, severity: str | None) -> Finding:
    """The finding on some formulas of a sheet."""
    share = facts.part(table) * min(1.0, cells.count / max(1, table.rows * table.named))
    at = [a1(*cell) for cell in cells.first]
    where = at_table(table, range=at[0] if at else None)
    return Finding(share, where, cells.count, {}, tuple(Example(one, None) for one in at), severity, variant)
