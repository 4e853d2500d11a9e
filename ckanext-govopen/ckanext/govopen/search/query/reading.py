"""Queries by field name, as clients of CKAN write them (`title:water AND -groups:"a b"`).

A query is read with a grammar that is narrower than Solr's and written anew with everything escaped that is not part of
it, so that what comes out can be parsed for sure. What does not fit the grammar is no such query but text to look for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ckanext.govopen.national import data
from ckanext.govopen.search.filters import quoted
from ckanext.govopen.search.normalise import HAN, normalise
from ckanext.govopen.search.seams import parted

OTHERS = frozenset(("owner_org", "creator_user_id", "type", "private", "isopen", "region_code", "source_id", "provider_name"))
"""Fields that clients ask for and the schema names only by `*`, which would take any word before a colon."""
TEXTS = {"title": "title_bi", "notes": "notes_bi", "res_name": "file_bi", "text": "zh_all"}
"""Fields whose Chinese text CKAN's analyser cannot find, and ours that hold the same text."""

_DECLARED = re.compile(r'<field name="(\w+)" type="(\w+)"')
_PREFIXES = ("extras_", "res_extras_", "vocab_", "facet_")
_MOST_CLAUSES = 1000
_MOST_LEVELS = 20
_MOST_WILDCARDS = 4
_LONGEST_TERM = 500

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_FIELD = re.compile(rf"({_NAME.pattern}):(?=\S)")
_PHRASE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_RANGE = re.compile(r"([\[{])\s*(\S+)\s+TO\s+([^\s\]}]+)\s*([\]}])")
_TERM = re.compile(r'(?:[^\s"()\[\]{}:^~\\+!|&-]|\\.)(?:[^\s"()\[\]{}:^~\\]|\\.)*', re.DOTALL)
_OPERATOR = re.compile(r"(?:(AND|OR|NOT)(?=[\s(])|(&&)|(\|\|))\s*")
_SUFFIX = re.compile(r"(~\d{0,4})?(\^\d{1,4}(?:\.\d{1,4})?)?(?=[\s)]|$)")
_ALL = re.compile(r"\*:\*")
_NUMBER = re.compile(r"-?\d{1,9}")
_NOW = re.compile(r"NOW(?:/(?:YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)S?|[+-]\d{1,4}(?:YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)S?)*")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z")
_UNESCAPE = re.compile(r"\\(.)", re.DOTALL)
_HAN_CHARACTER = re.compile(f"[{HAN}]")


class UnreadableError(ValueError):
    """The text is not a query by field name."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a query, ready for Solr's standard parser."""

    operator: str
    """AND, OR or NOT in front of it, or several of them; empty for the default, which is AND."""
    sign: str
    """+, - or empty."""
    fielded: bool
    """Whether the part names a field."""
    text: str
    """The part itself, escaped."""
    words: str = ""
    """What a person would have typed for a part without a field."""

    def __str__(self) -> str:
        return f"{self.operator} {self.sign}{self.text}".lstrip()


def read(q: str) -> tuple[Clause, ...] | None:
    """The parts of a query by field name; `None` where the text is none: no known field, or not of the grammar."""
    if ":" not in q:
        return None
    try:
        clauses = _Reader(q).clauses(0)
    except UnreadableError:
        return None
    return tuple(clauses) if any(clause.fielded for clause in clauses) else None


def holds_text(field: str) -> bool:
    """Whether the index has a field of this name, and any text may be asked of it."""
    try:
        return bool(_NAME.fullmatch(field)) and _kind(field) == "string"
    except UnreadableError:
        return False


def _kind(field: str) -> str:
    """`date`, `number` or `string`; raises `UnreadableError` where the index has no such field."""
    if field in _schema():
        return _schema()[field]
    if field.endswith("_date"):
        return "date"
    if field in OTHERS or field.startswith(_PREFIXES):
        return "string"
    raise UnreadableError(field)


@data.cached
def _schema() -> Mapping[str, str]:
    """Kind of every field that the index's schema declares."""
    declared = _DECLARED.findall(data.locate("solr/conf/schema.xml").read_text("utf-8"))
    kinds = {"date": "date", "rank_date": "date", "int": "number", "facet_int": "number"}
    return {name: kinds.get(type_, "string") for name, type_ in declared}


class _Reader:
    """A text and the place that has been read to; every method reads one thing or raises `UnreadableError`."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.at = 0
        self.count = 0
        self.fields = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def skip_spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def clauses(self, level: int, field: str | None = None) -> list[Clause]:
        """All parts to the end of the text or to the bracket that closes this level, which is left unread."""
        if level > _MOST_LEVELS:
            raise UnreadableError(self.text)
        found: list[Clause] = []
        self.skip_spaces()
        while self.at < len(self.text) and self.text[self.at] != ")":
            operator = self.operator(first=not found)
            found.append(replace(self.clause(level, field), operator=operator))
            self.skip_spaces()
        if not found or (level == 0 and self.at < len(self.text)):
            raise UnreadableError(self.text)
        return found

    def operator(self, *, first: bool) -> str:
        words = []
        while match := self.take(_OPERATOR):
            words.append(match[1] or {"&&": "AND", "||": "OR"}[match[2] or match[3]])
        allowed = (["NOT"],) if first else (["AND"], ["OR"], ["NOT"], ["AND", "NOT"], ["OR", "NOT"])
        if words and words not in allowed:
            raise UnreadableError(self.text)
        return " ".join(words)

    def clause(self, level: int, field: str | None) -> Clause:
        self.count += 1
        if self.count > _MOST_CLAUSES or self.at >= len(self.text):
            raise UnreadableError(self.text)
        sign = self.text[self.at] if self.text[self.at] in "+-!" else ""
        self.at += len(sign)
        if self.take(_ALL):
            return Clause("", sign, False, "*:*", "*")
        match = self.take(_FIELD)
        self.fields += bool(match)
        if match and field:
            raise UnreadableError(self.text)
        name = match[1] if match else field
        start, before = self.at, self.fields - bool(match)
        value = self.group(level, name) or self.range(name) or self.phrase(name) or self.term(name)
        words = self.text[start : self.at]
        return Clause("", "-" if sign == "!" else sign, self.fields > before, value, words)

    def group(self, level: int, field: str | None) -> str:
        if not self.text.startswith("(", self.at):
            return ""
        self.at += 1
        inner = self.clauses(level + 1, field)
        if not self.text.startswith(")", self.at):
            raise UnreadableError(self.text)
        self.at += 1
        return f"({' '.join(map(str, inner))}){self.suffix(fuzzy=False)}"

    def range(self, field: str | None) -> str:
        match = self.take(_RANGE)
        if not match:
            return ""
        if field is None:
            raise UnreadableError(self.text)
        low, high = (value if value == "*" else self.exact(field, _plain(value).strip('"')) for value in match.group(2, 3))
        return f"{field}:{match[1]}{low} TO {high}{match[4]}"

    def phrase(self, field: str | None) -> str:
        match = self.take(_PHRASE)
        if not match:
            return ""
        value = _plain(match[1])
        if field and _kind(field) != "string":
            return f"{field}:{self.exact(field, value)}{self.suffix(fuzzy=False)}"
        return _quoted(field, value, self.suffix(fuzzy=True))

    def term(self, field: str | None) -> str:
        match = self.take(_TERM)
        if not match or len(match[0]) > _LONGEST_TERM:
            raise UnreadableError(self.text)
        raw = match[0]
        wildcards = len(re.findall(r"(?<!\\)[*?]", raw))
        if field and raw == "*":
            return f"{field}:*"
        if field and _kind(field) != "string":
            return f"{field}:{self.exact(field, _plain(raw))}{self.suffix(fuzzy=False)}"
        if wildcards > _MOST_WILDCARDS or raw in {"AND", "OR", "NOT"}:
            raise UnreadableError(self.text)
        if _HAN_CHARACTER.search(raw) and not wildcards:
            return _quoted(field, _plain(raw), self.suffix(fuzzy=True))
        written = re.sub(r'([\\+\-&|!(){}\[\]^"~:/])', r"\\\1", re.sub(r"\\([^*?])", r"\1", raw))
        return f"{field}:{written}{self.suffix(fuzzy=False)}" if field else f"{written}{self.suffix(fuzzy=False)}"

    def exact(self, field: str, value: str) -> str:
        """A value of a date or number field as it must be, or of a string field in quotes."""
        kind = _kind(field)
        if kind == "number" and _NUMBER.fullmatch(value):
            return f'"{value}"'
        if kind == "string" or (kind == "date" and (_NOW.fullmatch(value) or _is_date(value))):
            return quoted(value)
        raise UnreadableError(value)

    def suffix(self, *, fuzzy: bool) -> str:
        """Slop of a phrase (`~2`) and weight (`^3`)."""
        match = self.take(_SUFFIX)
        if not match or (match[1] and not fuzzy) or match[1] == "~":
            raise UnreadableError(self.text)
        return match[0]


def _quoted(field: str | None, value: str, suffix: str) -> str:
    """A phrase; Chinese text is looked up in our own field beside CKAN's."""
    phrase = f"{quoted(value)}{suffix}"
    if field:
        _kind(field)
    own = TEXTS.get(field or "text")
    if own and _HAN_CHARACTER.search(value):
        return f"({field or 'text'}:{phrase} OR {own}:{quoted(parted(normalise(value)))}{suffix})"
    return f"{field}:{phrase}" if field else phrase


def _plain(text: str) -> str:
    return _UNESCAPE.sub(r"\1", text)


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
