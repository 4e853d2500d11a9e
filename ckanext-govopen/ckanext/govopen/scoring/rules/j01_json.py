"""JSON must parse strictly, and be an array of like records with typed values.

Bad: a comma after the last item; records inside `{"code": 200, "data": {"rows": […]}}`; `"户数": "980"`.
Good: `[{"区县": "甲县", "户数": 980}, …]`.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import FileProfile, Table
from ckanext.govopen.files.patterns import NUMBER
from ckanext.govopen.files.reach import address
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts, Finding
from ckanext.govopen.scoring.places import any_of, at_file, at_table, cells
from ckanext.govopen.scoring.samples import text

code = "J01"
title = N_("JSON is strict and regular")
message = N_("Not valid JSON: {reason}.")
help = N_(  # noqa: A001
    "Let a library write the JSON instead of joining strings, and check the file with a validator before publishing."
)
variants = {
    "no_records": (
        N_("The JSON holds no array of records."),
        N_('Publish an array with one object a record: [{{"区县": "甲县", "户数": 980}}, …].'),
    ),
    "wrapper": (
        N_("The records lie inside an interface's envelope, at {pointer}."),
        N_("Publish the array of records alone, without code, message and paging around it."),
    ),
    "map": (
        N_("The JSON is one object with {keys} keys instead of an array of records."),
        N_('Publish an array with one object a record: [{{"代码": "110000", "名称": "北京市"}}, …].'),
    ),
    "duplicate_keys": (
        N_("{count} objects name a key twice ({keys}); readers keep either value."),
        N_("Give every key of an object a name of its own."),
    ),
    "number_strings": (
        N_("“{column}” has {count} numbers written as strings."),
        N_("Write numbers without quotation marks, so that readers need not guess. Codes and phone numbers stay strings."),
    ),
    "unequal_keys": (
        N_("“{column}” is missing from {count} of the records."),
        N_("Give every record the same keys, with null where there is no value."),
    ),
    "escaped": (
        N_("“{column}” has {count} values that are JSON written into a string."),
        N_("Put nested values into the JSON as objects and arrays, not as quoted text."),
    ),
}
passes = [text("人口.json", '[{"区县": "甲县", "户数": 980}, {"区县": "乙县", "户数": 12}]')]
fails = [
    text("人口.json", '[{"区县": "甲县", "户数": 980,}, {"区县": "乙县", "户数": 12}]'),
    text("人口.json", '{"code": 200, "data": {"rows": [{"区县": "甲县", "户数": 980}]}}'),
    text("人口.json", '[{"区县": "甲县", "户数": "980"}, {"区县": "乙县", "户数": "12"}]'),
    text("人口.json", '[{"区县": "甲县", "户数": 980}, {"区县": "乙县"}]'),
    text("区划.json", '{"110000": "北京市", "110101": "东城区", "110102": "西城区"}'),
    text("区划.json", '{"110101": {"名称": "东城区", "户数": 12}, "110102": {"名称": "西城区", "户数": 30}}'),
]
FAMILY = ("json", "jsonl", "geojson", "jsonld")
SEVERITIES = {"not_json": "fatal", "no_records": "critical", "wrapper": "minor", "map": "minor", "duplicate_keys": "major"}
CODE_DIGITS = 12  # whole numbers of so many digits are codes, whatever their column is called
ESCAPED = r'^[\[{]\s*["\[{].*[\]}]$'
REASONS = (  # the parser's own words (orjson): they are the msgids
    N_("Input is a zero-length, empty document"),
    N_("depth limit exceeded"),
    N_("invalid escaped sequence in string"),
    N_("invalid high surrogate in string"),
    N_("invalid literal, expected 'false'"),
    N_("invalid literal, expected 'null'"),
    N_("invalid literal, expected 'true'"),
    N_("invalid low surrogate in string"),
    N_("no digit after decimal point"),
    N_("no digit after exponent sign"),
    N_("no digit after sign"),
    N_("no low surrogate in string"),
    N_("number is infinity when parsed as double"),
    N_("number with leading zero is not allowed"),
    N_("str is not valid UTF-8: surrogates not allowed"),
    N_("trailing comma is not allowed"),
    N_("unexpected character, expected ',' or ']'"),
    N_("unexpected character, expected ',' or '}'"),
    N_("unexpected character, expected ':' after key"),
    N_("unexpected character, expected a JSON value"),
    N_("unexpected character, expected a string key"),
    N_("unexpected content after document"),
    N_("unexpected control character in string"),
    N_("unexpected end of data"),
)
OTHER = N_("it breaks the grammar of JSON")


def check(facts: Facts) -> Iterator[Finding | Cells]:
    """Takes what the reader of JSON saw, and looks at the kinds of the values of each key."""
    for one in facts.files:
        if one.format.detected in FAMILY:
            yield from whole(facts, one)
            for table in one.tables:
                for position in range(table.width):
                    yield from values(facts, table, position)


def whole(facts: Facts, one: FileProfile) -> Iterator[Finding]:
    """Defects of the text and of its frame."""
    for problem in one.problems:
        if problem.kind in SEVERITIES:
            broken = problem.kind == "not_json"
            reason = problem.params.get("reason")
            yield Finding(
                1 / len(facts.files),
                at_file(one, problem),
                problem.count,
                {"reason": reason if reason in REASONS else OTHER} if broken else problem.params,
                severity=SEVERITIES[problem.kind],
                variant=None if broken else problem.kind,
            )


def values(facts: Facts, table: Table, position: int) -> Iterator[Finding | Cells]:
    """Defects of one key over all records."""
    field, column = table.fields[position], table.columns[position]
    kinds = table.sheet.kinds.get(field.name, {})
    strings = kinds.get("string", 0)
    quantity = field.type == "number" or (field.type == "integer" and column.length < CODE_DIGITS)
    numeric = quantity and strings >= 0.5 * max(1, column.filled)
    if strings and numeric and not kinds.get("number") and column.counts.get("number"):  # 12℃ is V01's, 1,200 V02's
        plain = any_of(["number"], {"number": NUMBER})
        yield cells(facts, table, position, plain, variant="number_strings", severity="minor")
    missing = table.rows + len(table.layout.total_rows) - sum(kinds.values())
    if kinds and missing > 0:
        share = facts.part(table) * missing / max(1, table.rows * table.named)
        where = at_table(table, pointer=address(table, 0, position))
        yield Finding(share, where, missing, {"column": field.name}, severity="minor", variant="unequal_keys")
    if strings and not kinds.get("object") and not kinds.get("array"):
        yield cells(facts, table, position, any_of(["json"], {"json": ESCAPED}), variant="escaped", severity="major")
