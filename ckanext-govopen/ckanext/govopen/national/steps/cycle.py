"""The update cycle."""

from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """Code of the cycle; a label that is no cycle (牲畜饲养) is reported."""
    label = source.record.update_cycle
    code = source.code("update_cycle", "update_cycles", label) if label else None
    if label and code is None and source.corrected("update_cycle", label) is not None:
        source.report("unmapped-cycle", value=label)
    return {"update_cycle": code}
