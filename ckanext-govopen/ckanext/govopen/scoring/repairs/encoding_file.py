"""Writes the `.cpg` of a shapefile: the one word that says in which encoding its attributes really are."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Sample
from ckanext.govopen.scoring.repairing.draft import Draft, Hit

id = "encoding_file"  # noqa: A001
title = N_("Write the encoding of the attributes into a .cpg file")
kind = "lossless"
order = 91
mends = {"G01": ["dbf_encoding"]}
examples: list[tuple[Sample, str]] = []


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """The encoding that was proven; it goes beside the shapes in place of the wrong one."""
    for hit in hits:
        draft.files[".cpg"] = str(hit.finding.params["encoding"])
        draft.count(id, 1)
