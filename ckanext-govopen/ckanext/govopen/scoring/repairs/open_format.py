"""Writes a workbook of one product as CSV and as XLSX, which every reader opens."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Finding, Sample
from ckanext.govopen.scoring.repairing.draft import Draft, Hit

id = "open_format"  # noqa: A001
title = N_("Publish in an open format too")
kind = "lossless"
order = 4
mends = {"F05": None}
examples: list[tuple[Sample, str]] = []


def concerns(finding: Finding, *_: object) -> bool:
    """Files whose tables can be read; a database of Access cannot."""
    return finding.params.get("detected") in ("xls", "et")


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """All results are written in open formats."""
    draft.count(id, len(hits))
