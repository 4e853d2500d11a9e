"""Every byte of a text must be a character.

Bad: bytes that no encoding explains, NUL characters, and � where a character was lost.
Good: text that was never cut in the middle of a character.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import FileProfile, Table
from ckanext.govopen.files.patterns import BROKEN
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts, Finding, Sample
from ckanext.govopen.scoring.places import any_of, at_file, cells
from ckanext.govopen.scoring.samples import text

code = "E02"
title = N_("All characters are intact")
message = N_("{count} places hold bytes that are no characters, or characters that were lost.")
help = N_(  # noqa: A001
    "Export the data again from the source system and save it as UTF-8. Do not paste pieces of "
    "differently encoded files together."
)
variants = {
    "cells": (
        N_("Column “{column}” has {count} cells with lost or invisible control characters."),
        N_("Look the values up in the source system and type them again; then save as UTF-8."),
    ),
}
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [
    Sample("人口.csv", "区县,户数\n甲县,12\n".encode() + b"\xff\xfe,30\n" + "丙县,14\n丁县,15\n".encode()),
    text("人口.csv", "区县,户数\n甲\0县,12\n乙县,30\n"),
    text("人口.csv", "区县,户数\n甲\ufffd,12\n乙县,30\n"),
]


def check(facts: Facts) -> Iterator[Finding | Cells]:
    """Takes the offsets of the decoder; cells are named where the loss is in the text itself, as a NUL character is."""
    for one in facts.files:
        bad = [problem for problem in one.problems if problem.kind in ("undecodable", "nul")]
        lost = list(broken_columns(one))
        if bad and (bad[0].kind == "undecodable" or not lost):
            count = sum(problem.count for problem in bad)
            yield Finding(min(1.0, count / max(1, one.bytes) * 10), at_file(one, bad[0]), count)
            continue
        for table, position in lost:
            yield cells(facts, table, position, any_of(["broken"], {"broken": BROKEN}), variant="cells")


def broken_columns(one: FileProfile) -> Iterator[tuple[Table, int]]:
    """Tables and the positions of their columns with lost or control characters."""
    for table in one.tables:
        yield from ((table, position) for position, column in enumerate(table.columns) if column.counts.get("broken"))
