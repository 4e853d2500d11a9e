"""A column for each year or month makes the header change with every issue; a row for each is what programs expect.

Bad: `区县,2019年,2020年,2021年`; `2019年人口,2020年人口,2021年人口`.
Good: `区县,年份,人口`, one row for each district and year.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.reach import address, span
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Facts, Finding
from ckanext.govopen.scoring.places import at_table
from ckanext.govopen.scoring.samples import text

code = "T07"
title = N_("Periods stand in rows, not in columns")
message = N_("{count} columns are periods ({first} to {last}): the table is in wide form.")
help = N_(  # noqa: A001
    "Turn the period columns into rows: in Excel select the table, Data › From table, mark the period columns and choose "
    "“Unpivot columns”; name the two new columns, such as “年份” and “数值”."
)
passes = [
    text("人口.csv", "区县,年份,人口\n甲县,2019,12\n甲县,2020,13\n"),
    text("预算.csv", "区县,2020年预算,2020年决算\n甲县,12,13\n乙县,14,15\n"),
]
fails = [
    text("人口.csv", "区县,2019年,2020年,2021年\n甲县,12,13,14\n乙县,15,16,17\n"),
    text("人口.csv", "区县,2019年人口,2020年人口,2021年人口\n甲县,12,13,14\n乙县,15,16,17\n"),
    text("气温.csv", "站点,1月,2月,3月\n甲站,12,13,14\n乙站,15,16,17\n"),
]
YEAR = r"(?:19|20)\d{2}"
MONTH = r"(?:0?[1-9]|1[0-2])"
PERIOD = re.compile(
    rf"(?<!\d)(?:{YEAR}[-/.年]{MONTH}[-/.月](?:0?[1-9]|[12]\d|3[01])(?!\d)日?|{YEAR}[-/.年]?(?:(?:0[1-9]|1[0-2])(?!\d)月?份?|{MONTH}月份?|\s*第?[一二三四1-4]季度?|\s*[qQ][1-4]|[上下]半年)"
    rf"|{YEAR}\s*(?:年度|年末|年底|年|财年)?(?!\d)|{MONTH}月份?(?!\d)|[一二三四五六七八九十]{{1,2}}月份?|第?[一二三四1-4]季度|[qQ][1-4](?!\d)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)"
)
FEWEST = 3


def series(table: Table) -> dict[str, dict[int, str]]:
    """Columns whose names differ by a period alone: the rest of the name → position → period."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for position, field in enumerate(table.fields):
        if hit := PERIOD.search(field.label):
            rest = (field.label[: hit.start()] + "*" + field.label[hit.end() :]).strip()
            found[rest][position] = hit.group()
    return found


def check(facts: Facts) -> Iterator[Finding]:
    """Three columns or more that differ by their period alone, or two that are called by nothing but it."""
    for table in facts.tables:
        runs = [
            run
            for rest, run in series(table).items()
            if len(set(run.values())) == len(run) and len(run) >= (2 if rest == "*" else FEWEST)
        ]
        hits = sorted(position for run in runs for position in run)
        if not hits:
            continue
        row = table.layout.header_rows[-1] if table.layout.header_rows else 0
        place = span(table, row, row, hits[0], hits[-1])
        where = at_table(table, pointer=place) if table.pointers else at_table(table, range=place, line=table.sheet.line(row))
        periods = [period for run in runs for period in run.values()]
        params = {"first": periods[0], "last": periods[-1]}
        examples = tuple(Example(address(table, row, p), table.fields[p].name) for p in hits[:20])
        yield Finding(facts.part(table) * len(hits) / table.named, where, len(hits), params, examples)
