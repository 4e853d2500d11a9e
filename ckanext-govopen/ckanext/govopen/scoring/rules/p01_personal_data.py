"""Open data must not hold people's ID numbers, mobile numbers or bank cards in clear.

Decided by column, checksum and header words, never by a single number that happens to pass a checksum.

Bad: a column 身份证号 with full numbers.
Good: `110105********002X`, or no such column at all.
"""

from collections.abc import Iterator

from ckanext.govopen.files.patterns import LONG_DIGITS, MOBILE
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts
from ckanext.govopen.scoring.places import any_of, cells
from ckanext.govopen.scoring.samples import text

code = "P01"
title = N_("No personal data in clear")
message = N_("Column “{column}” holds {count} ID numbers in clear. They are masked in everything this portal shows.")
help = N_(  # noqa: A001
    "Take the file offline at once. Delete the column, or replace the middle of every number by * (in "
    'WPS or Excel: =REPLACE(A2,7,8,"********")), then publish the file again.'
)
variants = {
    "mobile": (
        N_("Column “{column}” holds {count} mobile numbers in clear. They are masked in everything this portal shows."),
        N_("Delete the column, publish the office's landline instead, or replace the four middle digits by *."),
    ),
    "bank": (
        N_("Column “{column}” holds {count} bank card numbers in clear. They are masked in everything this portal shows."),
        N_("Take the file offline at once, delete the column, and publish the file again."),
    ),
}
passes = [
    text("名单.csv", "姓名,身份证号\n甲某,110105********002X\n"),
    text("机构.csv", "机构,电话\n甲局,010-12345678\n乙局,010-87654321\n"),
]
fails = [text("名单.csv", "编号,身份证号\n1,11010519491231002X\n2,11010519491231002X\n")]


def check(facts: Facts) -> Iterator[Cells]:
    """Takes the columns that the profile flags; values in examples are masked like everywhere."""
    for table in facts.tables:
        for position, field in enumerate(table.fields):
            if field.personal in ("id", "mobile", "bank"):
                variant = None if field.personal == "id" else field.personal
                wanted = any_of(["number"], {"number": MOBILE if variant == "mobile" else LONG_DIGITS})
                yield cells(facts, table, position, wanted, variant=variant)
