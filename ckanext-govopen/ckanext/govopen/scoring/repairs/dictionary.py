"""Drafts the data dictionary: names, types, units, null marks and notes of every column as a Table Schema."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Sample
from ckanext.govopen.scoring.repairing.draft import Draft, Hit

id = "dictionary"  # noqa: A001
title = N_("Draft the data dictionary")
kind = "lossless"
order = 90
mends = {"M01": None}
examples: list[tuple[Sample, str]] = []


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """Every result has its datapackage.json."""
    draft.count(id, len(hits))
