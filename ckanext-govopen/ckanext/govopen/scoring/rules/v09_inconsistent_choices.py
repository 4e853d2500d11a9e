"""One answer is written in one way: two spellings are two groups for everyone who counts.

Bad: `是`, `Y` and `有` in one column; `男` and `男性`; `已办结` and `已 办结`; `A类` and `Ａ类`.
Good: one spelling for each answer, listed in the description.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial

from ckanext.govopen.files.columns import Column
from ckanext.govopen.files.names import is_prose, is_size
from ckanext.govopen.files.words import words
from ckanext.govopen.national import data
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts, Finding
from ckanext.govopen.scoring.places import cells
from ckanext.govopen.scoring.samples import text
from ckanext.govopen.scoring.spellings import usual

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
MOST = 0.8
REPEATED = 1.5
LONGEST = 20


FILLERS = re.compile('[、·，。．.,/\\-—和与及的（）()“”"]')


def usual_form(value: str) -> str:
    """A value without spaces, in half width and lower case; one of Chinese alone without signs and 和, 与, 及, 的 either."""
    form = "".join(unicodedata.normalize("NFKC", value).split()).casefold()
    return form if re.search("[0-9a-z]", form) else FILLERS.sub("", form) or form


def by_form(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Values that differ by spaces, width, case and signs alone, where values come again."""
    forms: dict[str, list[str]] = {}
    for value in counts:
        forms.setdefault(usual_form(value), []).append(value)
    if sum(counts.values()) >= REPEATED * len(forms):
        yield from forms.values()


def by_meaning(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Answers that mean the same, in columns of little else than yes and no, or man and woman."""
    yes, no, male, female = words().choices
    for pair in ((yes, no), (male, female)):
        if sum(count for value, count in counts.items() if value in pair[0] | pair[1]) >= MOST * sum(counts.values()):
            yield from ([value for value in counts if value in group] for group in pair)


def by_ending(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Values of which one is the other with an ending that adds nothing."""
    if sum(counts.values()) >= REPEATED * len(counts):
        for value in counts:
            alike = [value + ending for ending in data.load("tables.yml")["empty_endings"] if value + ending in counts]
            if value and alike:
                yield [value, *alike]


def spellings(column: Column) -> dict[str, str]:
    """Values that are another spelling of a more frequent one, and that one."""
    counts = {value: count for value, count in column.tally.items() if value not in column.null_marks}
    found: dict[str, str] = {}
    for groups in (by_meaning(counts), by_ending(counts), by_form(counts)):
        for group in groups:
            best = usual(group, counts) if group else ""
            found |= {value: best for value in group if value not in (best, *found)}
    return found


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
            wrong = spellings(column)
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
