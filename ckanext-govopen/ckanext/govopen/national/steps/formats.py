"""Formats that the portal names for the dataset as a whole."""

from ckanext.govopen.national.source import Fields, Source
from ckanext.govopen.national.vocabularies import vocabulary


def step(source: Source) -> Fields:
    """Formats as stated, also where no file is shown yet, and the class (类) of the first that has one."""
    known = vocabulary("formats")
    names: list[str] = []
    for label in source.record.formats:
        name = source.corrected("formats", label)
        if name and (code := known.match(name)) is None:
            source.report("unmapped-format", value=label)
        names += [code or name] if name else []
    classes = (known[name].facts.get("class") for name in names if name in known and name != "file")
    return {"source_formats": list(dict.fromkeys(names)), "resource_class": next(filter(None, classes), None)}
