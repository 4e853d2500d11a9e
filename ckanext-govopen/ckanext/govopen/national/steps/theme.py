"""Themes: labels of the portal to the 21 national themes."""

from collections.abc import Iterator

from ckanext.govopen.national import data
from ckanext.govopen.national.source import Fields, Source
from ckanext.govopen.national.text import fold
from ckanext.govopen.national.vocabularies import vocabulary


def step(source: Source) -> Fields:
    """Codes of the labels that are known, and every label as the source says it.

    `theme_source` also keeps what else is a label of the source: themes among its tags, which CKAN's tags cannot hold
    (国土资源、能源), and industries that the national list does not know.
    """
    codes: list[str] = []
    for label in source.record.theme:
        code = _code(source, label)
        if code is None and source.corrected("theme", label) is not None:
            source.report("unmapped-theme", value=label)
        codes += [code] if code else []
    kept = dict.fromkeys((*source.record.theme, *_theme_tags(source), *_odd_industries(source)))
    return {"theme": list(dict.fromkeys(codes)), "theme_source": "；".join(kept) or None}


def _code(source: Source, label: str) -> str | None:
    words = source.corrected("theme", label)
    choices = data.load("vocabularies/themes.yaml")["by_keyword"].get(fold(words)) if words else None
    if not choices:
        return source.code("theme", "themes", label)
    text = f"{source.record.title} {source.record.description or ''}"
    return next(
        str(choice["code"])
        for choice in choices
        if "keywords" not in choice or any(word in text for word in choice["keywords"])
    )


def _theme_tags(source: Source) -> Iterator[str]:
    known = data.load("vocabularies/themes.yaml")["portal_labels"]
    return (tag for tag in source.record.tags if tag in known or vocabulary("themes").match(tag))


def _odd_industries(source: Source) -> Iterator[str]:
    return (label for label in source.record.industry if vocabulary("industries").nearest(label) is None)
