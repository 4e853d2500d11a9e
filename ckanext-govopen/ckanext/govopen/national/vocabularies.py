"""The national vocabularies: codes with labels in both languages and the words that mean them.

Each is a file `vocabularies/<name>.yaml` of the data folder, with its source and date.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.govopen.national import data
from ckanext.govopen.national.text import fold

LANGUAGES = ("zh_Hans_CN", "en")
SHORTEST_NEAR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of a vocabulary."""

    code: str
    labels: Mapping[str, str]
    """Language (`zh_Hans_CN`, `en`) → label."""
    aliases: tuple[str, ...] = ()
    """Other words that mean this term and no other."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What else the vocabulary says: `eu`, `max_age` (days), `media_type`, `class`, `proprietary`, `extensions` …"""

    def label(self, lang: str = "zh_Hans_CN") -> str:
        """The label in a language; in Chinese for a language that the vocabulary does not have."""
        return self.labels.get(lang) or self.labels["zh_Hans_CN"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A closed list of terms in its own order."""

    name: str
    terms: Mapping[str, Term]
    words: Mapping[str, str]
    """Folded label, alias or extension → code."""
    source: str
    date: str

    def __contains__(self, code: object) -> bool:
        return code in self.terms

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())

    def __len__(self) -> int:
        return len(self.terms)

    def __getitem__(self, code: str) -> Term:
        return self.terms[code]

    def label(self, code: str, lang: str = "zh_Hans_CN") -> str:
        """The label of a code in a language; the code itself where the vocabulary does not have it."""
        return self.terms[code].label(lang) if code in self.terms else code

    def match(self, text: str | None) -> str | None:
        """The code that a label or alias in any language means, else `None`.

        Codes do not match, as the same digit means opposite things on two platforms; only where the file says
        `codes_are_words` (formats, licences) they do. Spaces, width, case and quotation marks do not count.
        """
        return self.words.get(fold(text)) if text else None

    def nearest(self, text: str | None) -> str | None:
        """As `match`, else the code of the label that is nearly the same; for long labels that are often misspelt.

        Nearly the same means: at least five characters, and 80 % of them in common in their order.
        """
        code = self.match(text)
        if code or not text or len(text) < SHORTEST_NEAR:
            return code
        near = difflib.get_close_matches(fold(text), self.words, n=1, cutoff=0.8)
        return self.words[near[0]] if near else None

    def choices(self) -> list[dict[str, Any]]:
        """The terms as ckanext-scheming wants choices: `value` and `label` by language."""
        return [{"value": term.code, "label": dict(term.labels)} for term in self]


@data.cached
def vocabulary(name: str) -> Vocabulary:
    """A vocabulary by the name of its file (`themes`, `formats` …); raises `FileNotFoundError` for any other name."""
    content = data.load(f"vocabularies/{name}.yaml")
    terms = {term.code: term for term in map(_term, content["terms"])}
    words: dict[str, str] = {}
    for term in terms.values():
        for word in (*term.labels.values(), *term.aliases, *term.facts.get("extensions", ())):
            words.setdefault(fold(word), term.code)
    if content.get("codes_are_words"):
        words = {fold(code): code for code in terms} | words
    return Vocabulary(name=name, terms=terms, words=words, source=content["source"], date=str(content["date"]))


def _term(entry: Mapping[str, Any]) -> Term:
    facts = dict(entry)
    return Term(
        code=facts.pop("code"),
        labels={lang: facts.pop(lang) for lang in LANGUAGES},
        aliases=tuple(facts.pop("aliases", ())),
        facts=facts,
    )
