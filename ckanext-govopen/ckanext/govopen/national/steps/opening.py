"""The open attribute and its condition."""

from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """Whether the public may have the data; terms of sharing (无条件共享) and 无 say nothing of that."""
    label = source.record.open_type
    code = source.code("open_type", "open_types", label) if label else None
    if label and code is None and source.corrected("open_type", label) is not None:
        source.report("unmapped-open-type", value=label)
    condition = source.record.open_condition
    condition = source.corrected("open_condition", condition) if condition else None
    return {
        "open_type": code,
        "open_condition": source.text("open_condition", condition, lines=True),
        "open_basis": None,
        "share_type": None,
        "share_condition": None,
        "share_mode": None,
    }
