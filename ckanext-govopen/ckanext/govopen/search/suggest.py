"""What may be meant by the beginning of a query: titles of datasets as a question to the index, other names from memory.

Text is Han, full pinyin or initials, or several of these with spaces between (泸州 tsg). A name matches as a whole, then
by its beginning or behind the places in front of it, then from one of its words on, Han anywhere inside.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import accumulate
from typing import Generic, TypeVar

from ckanext.govopen.national import data, regions
from ckanext.govopen.national.vocabularies import Term, vocabulary
from ckanext.govopen.search import pinyin, places
from ckanext.govopen.search.filters import has_value
from ckanext.govopen.search.normalise import PUNCTUATION, RUN, normalise, written
from ckanext.govopen.search.seams import parted
from ckanext.govopen.search.words import cut

T = TypeVar("T")

LONGEST = 100
"""Characters of a text that are looked at."""
MOST_PARTS = 8
"""Parts of a text, a change of script or a space between, that are asked for."""

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as it is compared."""

    raw: str
    """As it was typed."""
    letters: str
    """Its letters and digits where there is nothing else (`pinyin.typed`), else empty."""
    plain: str
    """As names are compared (`written`), without spaces and punctuation, in lower case."""
    parts: tuple[str, ...]
    """Runs of Han and of other letters as the fields of Chinese text have them, in lower case."""

    def __bool__(self) -> bool:
        return bool(self.parts)


def typed(text: str) -> Typed:
    """What was typed; false where there is no letter or character in it."""
    raw = text[:LONGEST].strip()
    letters = pinyin.typed(raw)
    plain = written(raw).lower()
    parts = [pinyin.typed(word) for word in plain.split()] if letters else RUN.findall(normalise(raw).lower())
    return Typed(raw, letters, letters or PUNCTUATION.sub("", plain), tuple(filter(None, parts))[:MOST_PARTS])


def questions(text: Typed) -> tuple[str, str]:
    """Two questions for titles in the syntax of Solr's standard parser, the second for where the first finds too few; of a
    text that has a letter or character.

    The first finds the title itself, then titles that begin so; the second titles that hold it too, and that hold its parts
    in any order (a place among the parts may be the dataset's instead of the title's). It is asked apart, as half of all
    titles hold 信息 or a word with x. A clause weighs the same for every dataset.
    """
    begins = f"{has_value('title_string', text.raw)}^=16 OR {pinyin.clause(pinyin.HEAD, text.plain)}^=8"
    clauses = [begins]
    if text.letters:
        clauses.append(_inside(text.letters, 4))
        parts = [_inside(part, 1) for part in text.parts]
    else:
        clauses += [_inside(text.plain, 4)] if len(text.parts) == 1 else []
        words = [word for part in text.parts for word in cut(part) if len(word) > 1 or word == part]
        parts = [_part(word) for word in dict.fromkeys(words)][:MOST_PARTS]
    if len(parts) > 1:
        clauses.append(f"({' AND '.join(parts)})^=1")
    return begins, " OR ".join(clauses)


def _inside(part: str, weight: int) -> str:
    """Titles that hold Han characters one after the other, or that are typed with these letters from a word on."""
    if part.isascii():
        forms = (pinyin.clause(pinyin.FULL, part), pinyin.clause(pinyin.INITIALS, part))
        return f"({forms[0]}^={weight} OR {forms[1]}^={weight / 2:g})"
    return f"{has_value('title_uni' if len(part) == 1 else 'title_bi', parted(part))}^={weight}"


def _part(word: str) -> str:
    inside = _inside(word, 1)
    return f"({inside} OR {has_value('region_bi', word)})" if places.is_name(word) else inside


class Names(Generic[T]):
    """Things with names in Chinese, found by all the ways in which these are typed."""

    def __init__(self, entries: Iterable[tuple[T, Sequence[str]]]) -> None:
        """Take (thing, its names) pairs, the most important things first, and of each its own name first."""
        self.things: list[T] = []
        whole: list[tuple[str, int]] = []
        heads: list[tuple[str, int]] = []
        firsts: list[tuple[str, int]] = []
        inside: list[tuple[str, int]] = []
        lines: list[str] = []
        for at, (thing, names) in enumerate(entries):
            self.things.append(thing)
            plain = [written(name) for name in names]
            lines.append("\t".join(PUNCTUATION.sub("", name).lower() for name in plain))
            for place, name in enumerate(plain):
                own, begun, within = _forms(name)
                firsts += [(form, at) for form in begun if not place]
                whole += [(form, at) for form in own]
                heads += [(form, at) for form in begun]
                inside += [(form, at) for form in within]
        self._whole, self._heads, self._inside = _Forms(whole), _Forms(heads), _Forms(inside)
        self._firsts = self._heads if len(firsts) == len(heads) else _Forms(firsts)
        self._text = "\n".join(["", *lines, ""])
        self._lines = array("L", accumulate(len(line) + 1 for line in lines))

    def find(self, text: Typed, limit: int) -> list[T]:
        """The things that a text may mean, best first: those whose own name begins so before those of which another does
        (姑苏 of 苏州), of equals in the order that was given."""
        if not text:
            return []
        begun = (forms.begun(text.plain) for forms in (self._firsts, self._heads))
        found = dict.fromkeys([*self.exact(text.plain), *(at for one in begun for at in nsmallest(limit, one))])
        if len(found) < limit:
            found |= dict.fromkeys(self.within(text, limit))
        return [self.things[at] for at in list(found)[:limit]]

    def exact(self, wanted: str) -> Sequence[int]:
        """Places of the things that are typed just so, in their order."""
        return self._whole.exact(wanted)

    def begun(self, wanted: str) -> set[int]:
        """Places of the things whose typing begins so."""
        return self._heads.begun(wanted)

    def within(self, text: Typed, limit: int) -> Sequence[int]:
        """Places of the first things that have the text inside a name, then of those that have its words."""
        if text.letters:
            return nsmallest(limit, self._inside.begun(text.plain))
        words = [word for part in text.parts for word in cut(part)]
        words = [word for word in words if len(word) > 1] or words
        return list(dict.fromkeys([*self._holding([text.plain], limit), *self._holding(words, limit)]))

    def _holding(self, words: Sequence[str], limit: int) -> list[int]:
        rarest = max(words, key=len)
        found: list[int] = []
        at = self._text.find(rarest)
        while at >= 0 and len(found) < limit:
            line = bisect_left(self._lines, at)
            start, end = self._lines[line - 1] if line else 0, self._lines[line]
            if all(self._text.find(word, start, end) >= 0 for word in words):
                found.append(line)
            at = self._text.find(rarest, end)
        return found


class Offices:
    """Departments by their titles, most of which are a place and what thousands of others are called too.

    Place and rest are kept once each, so that 100,000 departments are read in a second and need few megabytes.
    """

    def __init__(self, titles: Iterable[str]) -> None:
        """Take the titles, the most important departments first."""
        places_: dict[str, array[int]] = {}
        rests: dict[str, array[int]] = {}
        for at, title in enumerate(titles):
            words = cut(written(title))
            behind = pinyin.behind_places(words)
            places_.setdefault("".join(words[:behind]), array("L")).append(at)
            rests.setdefault("".join(words[behind:]), array("L")).append(at)
        self._of_place, self._of_rest = list(places_.values()), list(rests.values())
        self._places = Names((None, _place_names(name)) for name in places_)
        self._rests = Names((None, (name,)) for name in rests)

    def find(self, text: Typed, limit: int) -> list[int]:
        """Places in the given order of the departments that a text may mean, best first."""
        if not text:
            return []
        rests, places_, wanted = self._rests, self._places, text.plain
        found: dict[int, None] = dict.fromkeys(
            [
                *_first(self._of_rest, rests.exact(wanted), limit),
                *nsmallest(limit, self._both(wanted)),
                *_first(self._of_place, places_.exact(wanted), limit),
                *_first(self._of_rest, rests.begun(wanted), limit),
                *_first(self._of_place, places_.begun(wanted), limit),
            ]
        )
        if len(found) < limit:
            found |= dict.fromkeys(_first(self._of_rest, self._rests.within(text, limit), limit))
        return list(found)[:limit]

    def _both(self, wanted: str) -> Iterator[int]:
        """Those typed by their place and a beginning of the rest: lzsjy, 泸州教育."""
        for end in range(1, len(wanted)):
            if here := self._places.exact(wanted[:end]):
                rests = {at for rest in self._rests.begun(wanted[end:]) for at in self._of_rest[rest]}
                yield from (at for place in here for at in self._of_place[place] if at in rests)


def _first(lists: Sequence[Sequence[int]], chosen: Iterable[int], limit: int) -> list[int]:
    """The most important of some groups, each of which is in order."""
    return nsmallest(limit, (at for group in chosen for at in lists[group][:limit]))


def _place_names(name: str) -> tuple[str, ...]:
    """A place as titles write it and without its type: 泸州市, 泸州."""
    return tuple(dict.fromkeys((name, *(one.short for one in regions.named(name)))))


class _Forms:
    """Ways of typing in their order, and which things they mean."""

    def __init__(self, pairs: list[tuple[str, int]]) -> None:
        pairs.sort()
        self._forms: list[str] = []
        self._starts = array("L")
        self._owners = array("L", (owner for _, owner in pairs))
        for at, (form, _) in enumerate(pairs):
            if not self._forms or form != self._forms[-1]:
                self._forms.append(form)
                self._starts.append(at)
        self._starts.append(len(pairs))

    def exact(self, wanted: str) -> Sequence[int]:
        first = bisect_left(self._forms, wanted)
        if first == len(self._forms) or self._forms[first] != wanted:
            return ()
        return self._owners[self._starts[first] : self._starts[first + 1]]

    def begun(self, wanted: str) -> set[int]:
        first, end = bisect_left(self._forms, wanted), bisect_left(self._forms, wanted + _LAST)
        return set(self._owners[self._starts[first] : self._starts[end]])


def _forms(name: str) -> tuple[set[str], set[str], set[str]]:
    """How a normalised name is typed as a whole, from its beginning or behind its places, and from its words on."""
    fields = {field: terms.split() for field, terms in pinyin.fields(name).items()}
    heads = fields.get(pinyin.HEAD, [])
    if len(name) <= 1:
        return set(heads[:1]), set(heads[:1]), set()
    read = [fields.get(field, []) for field in (pinyin.FULL, pinyin.INITIALS)]
    whole = {forms[0] for forms in (heads, *read) if forms}
    within = {form for forms in read for form in forms[1:]}
    return whole, set(heads), within.difference(heads)


def divisions(text: str, limit: int) -> list[regions.Region]:
    """The divisions in force that a text may mean, best first, the whole country among them: also by a code's beginning."""
    wanted = typed(text)
    if wanted.plain.isdecimal():
        return [one for one in known_regions().things if one.code.startswith(wanted.plain)][:limit]
    return known_regions().find(wanted, limit)


@data.cached
def known_regions() -> Names[regions.Region]:
    """The country and the divisions in force, the higher ones first."""
    nation = regions.region(regions.NATION)
    every = [*([nation] if nation else []), *regions.all_regions()]
    ordered = sorted(every, key=lambda one: (one.level, one.code))
    return Names((one, (one.name, one.short, *one.aliases, regions.path_name(one.code))) for one in ordered)


@data.cached
def known_themes() -> Names[Term]:
    """The national themes in their order, by their labels in all languages."""
    return Names((term, tuple(term.labels.values())) for term in vocabulary("themes"))
