"""Where the letters of a question are the pinyin or the initials of words in a text."""

from collections.abc import Iterator

from ckanext.govopen.national import data
from ckanext.govopen.search import pinyin
from ckanext.govopen.search.words import cut

Unit = tuple[int, int, str, bool]
"""Start and end of a character, or of a run of letters or digits; how it is read; whether a word begins with it."""

LONGEST = 300
"""Characters of a text that are read: to read is slow, and titles are shorter."""
SHORTEST = 2


def places(text: str, letters: str) -> Iterator[tuple[int, int]]:
    """Start and end of what these letters spell, from a word on: gongji and gj both are 公积; the last syllable may be
    incomplete."""
    if len(letters) < SHORTEST:
        return
    units = _units(text[:LONGEST])
    for at, (start, *_, begins) in enumerate(units):
        end = begins and (_end(units[at:], letters, whole=True) or _end(units[at:], letters, whole=False))
        if end:
            yield start, end


def _end(units: list[Unit], letters: str, *, whole: bool) -> int:
    """The place behind the letters in what begins here, by whole syllables or by first letters; 0 where it is no such text."""
    left, behind = letters, units[0][0]
    for start, end, read, _ in units:
        part = read if whole or read.isdecimal() else read[:1]
        if start != behind or not (left.startswith(part) or part.startswith(left)):
            return 0
        left, behind = left[len(part) :], end
        if not left:
            return end
    return 0


@data.bounded
def _units(text: str) -> list[Unit]:
    found: list[Unit] = []
    at = 0
    for word in cut(text):
        at = text.index(word, at)
        begin = at
        for part, read in pinyin.parts(word):
            found.append((at, at + len(part), read, at == begin))
            at += len(part)
        at = begin + len(word)
    return found
