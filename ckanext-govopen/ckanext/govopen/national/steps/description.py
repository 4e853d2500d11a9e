"""The summary."""

from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """The summary with its line breaks."""
    return {"notes": source.text("notes", source.record.description, lines=True)}
