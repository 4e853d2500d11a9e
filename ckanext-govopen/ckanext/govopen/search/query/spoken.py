"""What people say in words, as the signs of `signs`: 公园或医院 is 公园 OR 医院, 除泰州外的医院 is -泰州 医院.

Only where it is sure: both sides of 或 are words, and only places are taken out by 不含 and 以外, which stand in titles too
(固定资产投资（不含农户）). Places of which any will do have 、 between them, whatever was said (`lists`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from ckanext.govopen.search import labels, places
from ckanext.govopen.search.normalise import HAN, fold, simplified
from ckanext.govopen.search.query import topics
from ckanext.govopen.search.query.signs import OR
from ckanext.govopen.search.words import Word, cut, is_word, placed

_PIECES = re.compile(f"[{HAN}]+|[^{HAN}]")
_SAID = re.compile(r"[或和与與及跟/、除外含要括]|\b[oO][rR]\b")
"""What holds none of these says nothing of the kind."""
_ADDRESS = re.compile(r"://|www\.")
_OR_WORDS = frozenset({"或", "或者", "或是"})
_OR_APART = re.compile(rf"(?<=\S)\s+(?:或者?|或是)\s+(?=\S)|(?<=[{HAN}])\s+[oO]r\s+(?=\S)|(?<=\S)\s+[oO]r\s+(?=[{HAN}])")
_BETWEEN_PLACES = re.compile(rf"(?:地区)?\s*(?:[和与及跟或/、]|或者|或是|以及|(?<=\s)(?:{OR}|[oO]r)(?=\s))\s*")
_LIST = re.compile(rf"(?<![{HAN}、/])[{HAN}]+(?:\s?[、/]\s?[{HAN}]+)+(?![{HAN}、/])")
_MARK = re.compile(r"\s?[、/]\s?")
_BUT = re.compile("除了|以外|之外|除外|不含|不包[括含]|不要|除.{1,12}外")
_OUTSIDE = frozenset({"外", "以外", "之外"})
_EXCEPTED = frozenset({"以外", "之外", "除外"})
_LACKING = ("不含", "不包括", "不包含")
_UNWANTED = "不要"
_JOINING = frozenset({"的", "地区"})

Edit = tuple[int, int, str]
"""Start and end in a text, and what takes that place."""


def as_signs(text: str) -> str:
    """A text with signs for what it says in words; as it is where it says nothing of the kind."""
    if _SAID.search(text) and not _ADDRESS.search(text):
        for rule in (_joined, _without, _either, _listed):
            text = _edited(text, rule)
    return text


def is_but(text: str) -> bool:
    """Whether a text speaks of what shall be missing, so that its other words alone may ask for the opposite."""
    return bool(_BUT.search(simplified(fold(text))))


def _edited(text: str, rule: Callable[[str], Iterator[Edit]]) -> str:
    """The text after the edits of a rule, which reads it normalised; the script stays."""
    folded = fold(text)
    normal = simplified(folded)
    whole = folded if len(folded) == len(normal) else normal
    parts, at = [], 0
    for start, end, instead in sorted(rule(normal)):
        if start >= at:
            parts += [whole[at:start], instead]
            at = end
    return " ".join("".join([*parts, whole[at:]]).split()) if parts else text


def _words(text: str) -> list[Word]:
    """The words of a text, and each other character as one."""
    pieces = ((piece.start(), piece.end(), piece[0]) for piece in _PIECES.finditer(text))
    return [word for start, end, piece in pieces for word in list(placed(piece, start)) or [Word(start, end, piece)]]


def _joined(text: str) -> Iterator[Edit]:
    """Places that are joined by 和, 或 or OR."""
    for (_, end), (start, _) in pairwise(places.spans(text)):
        if _BETWEEN_PLACES.fullmatch(text[end:start]):
            yield end, start, "、"


def _without(text: str) -> Iterator[Edit]:
    """What shall be missing."""
    words = _words(text)
    at = 0
    while at < len(words):
        names, behind = _excluded(words, at)
        if not names:
            at += 1
            continue
        start = words[at].start
        at = behind
        while behind < len(words) and behind < at + 2 and words[behind].text in _JOINING:
            behind += 1
        at = behind
        yield start, words[at - 1].end, f" {' '.join(f'-{name}' for name in names)} "


def _excluded(words: Sequence[Word], at: int) -> tuple[list[str], int]:
    """What is taken out by the words from a place on, and where they end; nothing where none is."""
    for said in (_but, _except, _lacking):
        if (found := said(words, at))[0]:
            return found
    return [], at


def _but(words: Sequence[Word], at: int) -> tuple[list[str], int]:
    """除泰州外, 除了泰州(的)."""
    word = words[at].text
    names, behind = _names(words, at + 1) if word in {"除", "除了"} else ([], at)
    following = words[behind].text if behind < len(words) else ""
    if following in _OUTSIDE:
        return names, behind + 1
    return (names, behind) if word == "除了" and following in {"", " ", "的"} else ([], at)


def _except(words: Sequence[Word], at: int) -> tuple[list[str], int]:
    """泰州以外."""
    names, behind = _names(words, at)
    return (names, behind + 1) if names and behind < len(words) and words[behind].text in _EXCEPTED else ([], at)


def _lacking(words: Sequence[Word], at: int) -> tuple[list[str], int]:
    """不含泰州; 不要 takes any word."""
    if at and words[at - 1].text == "要":
        return [], at
    for size in (1, 2):
        said = "".join(word.text for word in words[at : at + size])
        behind = at + size
        if said in {*_LACKING, _UNWANTED} and (names := _names(words, behind))[0]:
            return names
        if said == _UNWANTED and behind < len(words) and _is_topic(words[behind].text):
            return [words[behind].text], behind + 1
    return [], at


def _names(words: Sequence[Word], at: int) -> tuple[list[str], int]:
    """The places that stand from here on with 、 between them, and where they end."""
    found: list[str] = []
    while at < len(words) and places.is_name(words[at].text):
        found.append(words[at].text)
        at += 1 + (at + 1 < len(words) and words[at + 1].text == "地区")
        if at + 1 < len(words) and words[at].text == "、" and places.is_name(words[at + 1].text):
            at += 1
        else:
            break
    return found, at


def _either(text: str) -> Iterator[Edit]:
    """或 between words, and between spaces."""
    yield from ((match.start(), match.end(), " OR ") for match in _OR_APART.finditer(text))
    for before, word, behind in zip(words := _words(text), words[1:], words[2:], strict=False):
        if word.text in _OR_WORDS and _is_topic(before.text) and _is_topic(behind.text):
            yield word.start, word.end, " OR "


def _listed(text: str) -> Iterator[Edit]:
    """A list of single words, each perhaps with its place, that is no label (农、林、牧、渔业)."""
    if labels.joined(text) != text:
        return
    for match in _LIST.finditer(text):
        if all(map(_is_single, _MARK.split(match[0]))):
            yield from ((mark.start(), mark.end(), " OR ") for mark in _MARK.finditer(text, match.start(), match.end()))


def _is_single(part: str) -> bool:
    """Whether a text is one word, but for a place."""
    words = [word for word in cut(part) if not places.is_name(word) and not topics.only_joins(word)]
    return len(words) == 1 and _is_topic(words[0])


def _is_topic(word: str) -> bool:
    return len(word) > 1 and is_word(word) and not topics.says_little(word)
