"""The years that a dataset is about, newest first."""

from ckanext.govopen.national.text import N_
from ckanext.govopen.search.facet import Facet, value_label


def _read(text: str) -> list[str]:
    digits = text.strip().rstrip("年度")
    return [digits] if digits.isascii() and digits.isdecimal() else []


def _rank(value: str) -> int:
    return -int(value) if value.isdecimal() else 0


FACET = Facet(
    name="years",
    field="facet_years",  # the schema copies the numbers in `years`, as words are counted twenty times faster
    title=N_("Year"),
    order=70,
    label=value_label,
    words=("年份", "年度", "年"),
    example="年份:2021",
    read=_read,
    rank=_rank,
)
