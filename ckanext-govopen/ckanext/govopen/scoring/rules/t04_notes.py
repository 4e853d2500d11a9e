"""Notes in the table are read as data.

Bad: `注：本表不含直属单位。` in the last row; `单位：万元` above the header.
Good: notes stand in the dataset's description, units in the column's name.
"""

from collections.abc import Iterator

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import rows_finding
from ckanext.govopen.scoring.samples import text

code = "T04"
title = N_("No notes in the table")
message = N_("{count} rows are notes, not data.")
help = N_(  # noqa: A001
    "Move notes, sources and signatures into the description of the dataset, and the unit into the name of the column."
)
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n"), text("名录.csv", "单位名称,备注\n甲局,无\n乙局,新设\n")]
fails = [
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n注：不含直属单位。,\n"),
    text("人口.csv", "单位：户,\n区县,户数\n甲县,12\n乙县,30\n"),
]


def check(facts: Facts) -> Iterator[Finding]:
    """Takes the rows that the layout calls notes."""
    for table in facts.tables:
        yield from rows_finding(facts, table, table.layout.note_rows)
