"""The title."""

from ckanext.govopen.national.source import Fields, Source


def step(source: Source) -> Fields:
    """The title on one line; a record whose title is a placeholder is called by its id, or by its portal."""
    candidates = (source.record.title, source.record.id, source.portal.title)
    titles = (source.text("title", text) for text in candidates)
    return {"title": next(filter(None, titles), source.portal.code)}
