"""XML must be well-formed, say its encoding truly, and repeat one element for each record.

Bad: `<row><a>1</row>`; `encoding="UTF-8"` over GBK bytes; one long text instead of records.
Good: `<rows><row><区县>甲县</区县></row>…</rows>` in UTF-8.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import FileProfile, Table
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import at_file, at_table
from ckanext.govopen.scoring.samples import text

code = "X01"
title = N_("XML is well-formed and regular")
message = N_("Not well-formed XML: {reason}.")
help = N_(  # noqa: A001
    "Let a library write the XML instead of joining strings, and open the file in a browser before "
    "publishing: it shows errors."
)
variants = {
    "encoding": (
        N_("The XML says it is {said}, but it is {encoding}."),
        N_('Save the file as UTF-8 and write encoding="UTF-8" in its first line.'),
    ),
    "no_records": (
        N_("The XML repeats no element that could be a record."),
        N_("Write one element a record, all of the same name, with one child element a column."),
    ),
    "attributes": (
        N_("All values are written as attributes instead of elements."),
        N_("Write every value as a child element of the record."),
    ),
}
passes = [
    text(
        "人口.xml",
        "<rows><row><区县>甲县</区县><户数>12</户数></row><row><区县>乙县</区县><户数>30</户数></row></rows>",
    )
]
fails = [
    text("人口.xml", "<rows><row><户数>12</row></rows>"),
    text("人口.xml", '<?xml version="1.0"?><说明>只有一段文字</说明>'),
    text("人口.xml", '<?xml version="1.0" encoding="UTF-8"?><rows><row><a>甲</a></row><row><a>乙</a></row></rows>', "gb18030"),
]
FAMILY = ("xml", "kml", "kmz", "gml", "rdf")
WITHOUT_RECORDS = ("gml", "rdf")  # what these say need not be a list
SEVERITIES = {"not_xml": "fatal", "no_records": "critical", "encoding": "major"}


def check(facts: Facts) -> Iterator[Finding]:
    """Takes what the reader of XML saw."""
    for one in facts.files:
        if one.format.detected not in FAMILY:
            continue
        yield from whole(facts, one)
        for table in one.tables if one.format.detected != "rdf" else ():
            if table.pointers and table.width > 1 and all(is_attribute(table, p) for p in range(table.width)):
                yield Finding(facts.part(table), at_table(table), severity="minor", variant="attributes")


def is_attribute(table: Table, position: int) -> bool:
    """Whether a column's values were attributes."""
    return "@" in table.fields[position].name


def whole(facts: Facts, one: FileProfile) -> Iterator[Finding]:
    """Defects of the document."""
    for problem in one.problems:
        if problem.kind in SEVERITIES and not (problem.kind == "no_records" and one.format.detected in WITHOUT_RECORDS):
            variant = None if problem.kind == "not_xml" else problem.kind
            yield Finding(
                1 / len(facts.files),
                at_file(one, problem),
                params=problem.params,
                severity=SEVERITIES[problem.kind],
                variant=variant,
            )
