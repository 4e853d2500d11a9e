"""Titles as they are typed without Chinese characters: in full pinyin or by initials, from any of their words on.

A title is cut into words before they are read: 石家庄市长安区 has no 市长 in it. Names of divisions are read as the list of
divisions says, words of `pinyin.yml` as that says, all others by the general list of phrases. Letters and digits of
the title stay, so that `2023niandu` and `gdp` are found too.

The index gets both forms from each word on (`gonggongtushuguan tushuguan shuguan`). So a question by letters is the
beginning of a term, and nobody has to guess where its syllables end. Beginnings of up to `SHORT` letters are terms
themselves (the field type `typed` of its schema), since a hundred thousand terms begin with the same letter.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ckanext.govopen.national import data, regions
from ckanext.govopen.national.readings import syllables
from ckanext.govopen.search import places
from ckanext.govopen.search.normalise import HAN
from ckanext.govopen.search.words import cut, inner_starts

FULL, INITIALS, HEAD = "title_py", "title_init", "title_head"
"""Fields of the index: pinyin and initials from each word on; beginnings of the title in Han, pinyin and initials, with
and without the places in front."""
ORDER = "title_sort"
"""Field of the index by which titles are sorted: digits by their number, then Latin letters, then Han by how they are read."""

SHORT = 6
"""Letters or characters of a beginning that is a term of its own in these fields."""
LONGEST = 48
"""Letters or characters of a term: of what is typed no more counts."""

_MOST_WORDS = 40
_LONGEST_ORDER = 120
"""Characters of a key of order: twenty of Han."""
_DIGITS = 6
"""So many digits make a number: 2号线 stands before 10号线."""
_WORDS = 10_000
"""Words whose reading is remembered, in about 4 MB: a catalogue has few words more, and reading one takes 17 µs."""
_RUN = re.compile(f"[0-9a-z]+|[{HAN}]+")
_LETTERS = re.compile(r"[a-z0-9]+")
_APART = re.compile(r"[\s'’`·.-]+")


def fields(title: str) -> dict[str, str]:
    """The fields of the index for a title (`written`), their terms with a space between; an empty one is left out."""
    words = cut(title)[:_MOST_WORDS]
    behind = behind_places(words)
    read = [_read(word) for word in words]
    heads = ["".join(words).lower(), "".join(words[behind:]).lower()]
    found = {}
    for kind, field in enumerate((FULL, INITIALS)):
        whole = ["".join(one[kind]) for one in read]
        heads += ["".join(whole), "".join(whole[behind:])]
        found[field] = _onwards([part for one in read for part in one[kind]])
    found[HEAD] = list(dict.fromkeys(head[:LONGEST] for head in heads if head))
    order = "".join(map(_order, words))[:_LONGEST_ORDER]
    return {field: " ".join(terms) for field, terms in found.items() if terms} | ({ORDER: order} if order else {})


def _onwards(parts: Sequence[str]) -> list[str]:
    """What is typed from each part on."""
    found, tail = [], ""
    for part in reversed(parts):
        tail = (part + tail)[:LONGEST]
        found.append(tail)
    return found[::-1]


def behind_places(words: Sequence[str]) -> int:
    """How many words in front of the first that names no place; 0 where all do."""
    behind = next((at for at, word in enumerate(words) if not places.is_name(word)), len(words))
    return behind if behind < len(words) else 0


def typed(text: str) -> str:
    """The letters and digits of what was typed, in the index's form; empty where anything else is in it.

    Tone marks, apostrophes, hyphens and spaces go, ü becomes v: `Tú shū-guǎn` is `tushuguan`, `lǚyóu` `lvyou`.
    """
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(char for char in parts.replace("u\u0308", "v") if not unicodedata.combining(char))
    plain = _APART.sub("", plain)
    return plain if _LETTERS.fullmatch(plain) else ""


def clause(field: str, beginning: str) -> str:
    """The beginning of a typed form (letters, digits or Han) as a clause on one of the fields."""
    kept = beginning[:LONGEST]
    return f"{field}:{kept}" if len(kept) <= SHORT else f"{field}:{kept}*"


def parts(word: str) -> Iterator[tuple[str, str]]:
    """Characters of a word, or its runs of letters and digits, each with how it is read; none where it cannot be read."""
    for run in _RUN.findall(word.lower()):
        read = [run] if run.isascii() else _syllables(run)
        yield from zip([run] if run.isascii() else run, read, strict=False)


@data.keeping(_WORDS)
def _read(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Full pinyin and initials of a word, in parts where shorter words begin inside; empty where it has no reading."""
    found = list(parts(word[:LONGEST]))
    read = [one for _, one in found]
    short = [one if part.isascii() else one[0] for part, one in found]
    starts = (0, *inner_starts(word), len(word)) if len(read) == len(word) > 2 else (0, len(read))  # a syllable a character
    return _parts(read, starts), _parts(short, starts)


@data.keeping(_WORDS)
def _order(word: str) -> str:
    """A word as it is compared in a sorted list; one that cannot be read stands behind all others.

    The sign in front of a character puts Han behind letters, the space after its syllable `xi` before `xian`, and the
    character itself those that are read alike beside their own kind.
    """
    key = "".join(f"~{read} {part}" if part != read else part.zfill(_DIGITS * part.isdecimal()) for part, read in parts(word))
    return key or word.lower()


def _parts(syllables: Sequence[str], starts: Sequence[int]) -> tuple[str, ...]:
    return tuple(part for at, end in pairwise(starts) if (part := "".join(syllables[at:end])))


def _syllables(word: str) -> Sequence[str]:
    known = _known().get(word)
    if known is not None:
        return known
    read, typed_so = syllables(word), data.load("pinyin.yml").get("characters", {})
    return [typed_so.get(char, one) for char, one in zip(word, read, strict=True)] if len(read) == len(word) else read


@data.cached
def _known() -> Mapping[str, Sequence[str]]:
    """Syllables of the words that the general list does not read rightly, or not surely."""
    characters = data.load("vocabularies/places.yaml")["characters"]
    found: dict[str, Sequence[str]] = {}
    for one in regions.all_regions():
        for name in one.aliases:
            parts = syllables(name)
            if len(parts) == len(name):
                found[name] = [characters.get(char, part) for char, part in zip(name, parts, strict=True)]
    for one in regions.all_regions():
        parts = one.pinyin.split()
        found[one.name] = parts
        found[one.short] = parts[: len(one.short)]
    return found | {word: reading.split() for word, reading in data.load("pinyin.yml")["words"].items()}
