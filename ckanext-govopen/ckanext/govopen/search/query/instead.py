"""A query with other words, that narrows as the first one did."""

from ckanext.govopen.search.query import reading, short, signs


def instead(q: str, words: str) -> str:
    """The query with `words` in the place of its own: its filters (部门:教育局), fields and missing words (-公园) stay."""
    filters, rest = [short.said(*pair) for pair in short.typed(q)], short.read(q)[1]
    parts = reading.read(rest)
    kept = signs.missing(rest) if parts is None else [f"{part.sign}{part.text}" for part in parts if part.fielded]
    return " ".join([*filters, *kept, words])
