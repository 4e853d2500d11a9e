"""XML must be well-formed, say its encoding truly, and repeat one element for each record.

Bad: `<row><a>1</row>`; `encoding="UTF-8"` over GBK bytes; one long text instead of records; entities of a DTD.
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
    "entities": (
        N_("{count} places refer to entities of a DTD ({names}), which careful programs do not read: these values are lost."),
        N_("Write the values themselves into the elements, and leave out the <!DOCTYPE …> at the beginning of the file."),
    ),
    "dtd": (
        N_("The XML begins with a document type definition (DTD), which careful programs refuse to read."),
        N_("Leave out the <!DOCTYPE …> at the beginning of the file: records need none."),
    ),
    "attributes": (
        N_("All values are written as attributes instead of elements."),
        N_("Write every value as a child element of the record."),
    ),
}
lost = ("entities",)
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
    text(
        "人口.xml",
        '<!DOCTYPE r [<!ENTITY x "甲县">]><r><row><a>&x;</a><b>1</b></row><row><a>乙县</a><b>2</b></row></r>',
    ),
]
FAMILY = ("xml", "kml", "kmz", "gml", "rdf")
WITHOUT_RECORDS = ("gml", "rdf")  # what these say need not be a list
SEVERITIES = {"not_xml": "fatal", "no_records": "critical", "entities": "critical", "encoding": "major", "dtd": "minor"}
# By the parser's number of the error (libxml2, xmlParserErrors); its own words exist in English only.
REASONS: dict[object, str] = {
    4: N_("it does not begin with an element"),
    5: N_("something follows after the end of the outermost element"),
    9: N_("a control character that XML does not allow"),
    26: N_("an entity that is not defined"),
    32: N_("an encoding that no program knows"),
    38: N_("“<” inside the value of an attribute, where &lt; should stand"),
    39: N_("the value of an attribute without quotation marks"),
    41: N_("an attribute without a value"),
    42: N_("one attribute twice in an element"),
    45: N_("a comment that is not closed"),
    57: N_("the first line <?xml …?> is not closed"),
    62: N_("“]]>” in a text"),
    63: N_("a CDATA section that is not closed"),
    64: N_("the line <?xml …?> does not stand at the very beginning"),
    65: N_("a space is missing between two attributes"),
    68: N_("“<” or “&” in a text, where &lt; or &amp; should stand, or a name that XML does not allow"),
    73: N_("an element whose “>” is missing"),
    76: N_("an element is closed under another name than it was opened"),
    77: N_("the text ends before all elements are closed"),
    80: N_("“--” inside a comment"),
    81: N_("bytes that are no characters of the encoding"),
    114: N_("elements are nested too deeply, or a value is too long"),
    201: N_("a prefix of a namespace that is not declared"),
}
OTHER = N_("it breaks the grammar of XML")


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
            broken = problem.kind == "not_xml"
            reason = {"reason": REASONS.get(problem.params.get("code"), OTHER)} if broken else problem.params
            yield Finding(
                1 / len(facts.files),
                at_file(one, problem),
                problem.count,
                reason,
                severity=SEVERITIES[problem.kind],
                variant=None if broken else problem.kind,
            )
