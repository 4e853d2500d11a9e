"""One answer is written in one way: two spellings are two groups for everyone who counts.

Bad: `是`, `Y` and `有` in one column; `男` and `男性`; `已办结` and `已 办结`; `A类` and `Ａ类`.
Good: one spelling for each answer, listed in the description.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from ckanext.govopen.files.names import is_prose, is_size
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts, Finding
from ckanext.govopen.scoring.places import cells
from ckanext.govopen.scoring.samples import text
from ckanext.govopen.scoring.spellings import REPEATED, spellings

code = "V09"
title = N_("Answers are written in one way")
message = N_("Column “{column}” has {count} cells with another spelling of an answer that is usually written otherwise.")
help = N_(  # noqa: A001
    "Filter the column in WPS or Excel to see all spellings, choose one for each answer, and replace the others (Ctrl+H, "
    "“Match entire cell contents”)."
)
passes = [
    text("学校.csv", "学校,寄宿\n一中,是\n二中,否\n三中,是\n四中,否\n"),
    text("学校.csv", "学校,等级\n一中,一级\n二中,二级\n三中,一级\n四中,二级\n"),
]
fails = [
    text("学校.csv", "学校,寄宿\n一中,是\n二中,Y\n三中,有\n四中,否\n五中,是\n"),
    text("名单.csv", "编号,性别\n1,男\n2,男性\n3,女\n4,女\n"),
    text("办件.csv", "编号,状态\n1,已办结\n2,已 办结\n3,受理中\n4,已办结\n"),
]
MOST_CHOICES = 100
LONGEST = 20


def better(wrong: Mapping[str, str], value: str) -> str:
    """The usual spelling of a value."""
    return wrong.get(value.strip(), value.strip())


def unless_uniform(filled: int, found: Finding) -> Finding | None:
    """The finding, but not where every cell of the column is hit: then all of them are written in one way."""
    return found if found.count < filled else None


def check(facts: Facts) -> Iterator[Cells]:
    """Columns of text with few different values; spaces around a value are another spelling where others have none."""
    import polars as pl

    for table in facts.tables:
        for position, (field, column) in enumerate(zip(table.fields, table.columns, strict=True)):
            is_text = field.type in ("string", "boolean") or is_size(field.label)
            if not is_text or not 1 <= column.distinct <= MOST_CHOICES:
                continue
            if is_prose(field.label) and column.length > LONGEST:
                continue
            wrong = spellings(column.tally, column.null_marks)
            again = column.filled >= REPEATED * column.distinct  # names that occur once are no answers
            if not wrong and not (again and column.counts.get("padded")):
                continue
            spaced = pl.lit(again) & (pl.col("raw").str.len_bytes() > pl.col("cell").str.len_bytes())
            yield cells(
                facts,
                table,
                position,
                pl.col("cell").is_in(sorted(wrong)) | (spaced & (pl.col("cell") != "")),
                expected=partial(better, wrong),
                adjust=partial(unless_uniform, column.filled),
            )
