"""A query with other words, that narrows as the first one did."""

from ckanext.govopen.search.query import reading, short, signs, spoken


def instead(q: str, words: str) -> str:
    """The query with `words` in the place of its own: its filters (部门:教育局), fields and missing words (-公园) stay."""
    filters, rest = short.narrowing(q), short.read(q)[1]
    parts = reading.read(rest)
    kept = (f"{part.sign}{part.text}" for part in parts or () if part.fielded)
    return " ".join([*filters, *(signs.missing(spoken.as_signs(rest)) if parts is None else kept), words])
