"""Writes the records of JSON and XML as a table: without the envelope of an interface, every record with every column.

Numbers that were strings are numbers in the typed files and in the Table Schema; a value that was JSON in a string stays
the same text.
"""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "records"  # noqa: A001
title = N_("Write the records as a table")
kind = "lossless"
order = 5
mends = {
    "J01": ("wrapper", "map", "number_strings", "unequal_keys", "escaped"),
    "X01": ("encoding", "attributes", "dtd"),
}
examples = [
    (
        text("人口.json", '{"code": 200, "data": {"rows": [{"区县": "甲县", "户数": 980}, {"区县": "乙县"}]}}'),
        "区县,户数\n甲县,980\n乙县,\n",
    ),
]


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """Records are rows of the draft already."""
    draft.count(id, len(hits))
