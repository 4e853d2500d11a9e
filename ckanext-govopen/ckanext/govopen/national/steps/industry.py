"""Industries: labels of the portal to the sections of GB/T 4754."""

from ckanext.govopen.national.source import Fields, Source
from ckanext.govopen.national.vocabularies import vocabulary


def step(source: Source) -> Fields:
    """Codes of the labels that are known, slips of typing included (信息传揄、软件…)."""
    codes: list[str] = []
    for label in source.record.industry:
        corrected = source.corrected("industry", label)
        code = source.code("industry", "industries", label) or vocabulary("industries").nearest(corrected)
        if code is None and corrected is not None:
            source.report("unmapped-industry", value=label)
        codes += [code] if code else []
    return {"industry": list(dict.fromkeys(codes))}
