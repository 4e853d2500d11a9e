"""Characters that look like others, or like nothing at all, are never found by a search and never equal.

Full-width punctuation （），：； and signs such as ℃ ㎡ ³ are what they should be and are left alone.

Bad: `１２号` (full-width digits), `ＡＴＭ`, `⽬录` (a radical for 目), an invisible space of no width, private-use characters.
Good: `12号`, `ATM`, `目录`.
"""

import re
import unicodedata
from collections.abc import Iterator

from ckanext.govopen.files.model import Table
from ckanext.govopen.files.mojibake import repaired
from ckanext.govopen.files.patterns import STRANGE
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts, Finding
from ckanext.govopen.scoring.places import any_of, cells, names_finding
from ckanext.govopen.scoring.samples import text

code = "E04"
title = N_("Characters are the usual ones")
message = N_("Column “{column}” has {count} cells with full-width digits or letters, or with invisible or private characters.")
help = N_(  # noqa: A001
    "Select the column in WPS or Excel and replace (Ctrl+H) full-width digits and letters by those of the plain keyboard; "
    "cells that seem right but are not are best typed again."
)
variants = {
    "header": (
        N_("{count} column names have full-width digits or letters, or invisible or private characters."),
        N_("Type these column names again, with the input method set to half width."),
    ),
}
passes = [
    text("气温.csv", "站点（国家级）,气温(℃),面积(㎡)\n甲站：东,12,30\n乙站，西；北,13,31\n"),
    text("名录.csv", "名称,类别\n甲厂,Ⅲ类\n乙厂,①类\n"),
]
fails = [
    text("名录.csv", "名称,地址\n甲厂,某路１２号\n乙厂,某路3号\n"),
    text("名录.csv", "名称,地址\n甲\u200b厂,某路2号\n乙厂,某路3号\n"),
    text("名录.csv", "名称,类别\n甲厂,民\uf900品\n乙厂,⽬录\n"),
    text("名录.csv", "ＩＤ,名称\nA1,甲厂\nA2,乙厂\n"),
]
HEAD = 200
ODD = re.compile(re.sub(r"\\x\{([0-9A-F]+)\}", lambda hit: re.escape(chr(int(hit.group(1), 16))), STRANGE))


def usual(value: str) -> str | None:
    """The text in usual characters; None where a private-use character could be anything."""
    if any(unicodedata.category(letter) == "Co" for letter in value):
        return None
    return ODD.sub(lambda hit: "" if is_invisible(hit.group()) else unicodedata.normalize("NFKC", hit.group()), value)


def is_invisible(letter: str) -> bool:
    """Whether a character has no shape of its own."""
    return unicodedata.category(letter) == "Cf"


def is_garbled(table: Table) -> bool:
    """Whether text was decoded wrongly, so that its characters are not what they were (E03)."""
    suspects = [str(p) for p, column in enumerate(table.columns) if column.counts.get("mojibake")]
    values = [value for name in suspects for value in table.sample[name].head(HEAD).to_list()]
    return any(repaired(text) is not None for text in (*values, *(field.name for field in table.fields)))


def check(facts: Facts) -> Iterator[Finding | Cells | None]:
    """Columns in which the profile counted such characters, and their names."""
    for table in facts.tables:
        if is_garbled(table):
            continue
        bad = {p: usual(field.name) for p, field in enumerate(table.fields) if ODD.search(field.name)}
        yield names_finding(facts, table, bad, "header")
        for position, column in enumerate(table.columns):
            if column.counts.get("strange"):
                yield cells(facts, table, position, any_of(["strange"], {"strange": STRANGE}), expected=usual)
