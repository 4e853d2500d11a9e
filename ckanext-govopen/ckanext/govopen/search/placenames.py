"""What a region is called: its official name, its short one, its other ones, and former names without their type, unless
that is another one's name (宜宾 of 宜宾县, which is a part of 宜宾市 and called 叙州区 now).

Several regions may have one name in common, and so have the groups of regions that people speak of (长三角): those of
`groups` in `vocabularies/places.yaml`. Names that are words first (`ordinary` there) are left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from ckanext.govopen.national import data, regions

_FORMER = re.compile("(?P<short>.{2,})(?<![地新特治])[市县区]")
"""A name with its type, which it loses as the names in force do: 渝北区, 胶南市."""


def of(region: regions.Region) -> Iterator[str]:
    """The names of a region, each once."""
    names = (region.name, region.short, *region.aliases)
    former = (match["short"] for name in region.aliases if (match := _FORMER.fullmatch(name)))
    yield from dict.fromkeys((*names, *(name for name in former if _is_free(name))))


def _is_free(name: str) -> bool:
    """Whether no region in force is called so."""
    return all(name not in {one.name, one.short} for one in regions.named(name))


@data.cached
def known() -> Mapping[str, tuple[str, ...]]:
    """Every name that is no ordinary word first → codes of the regions that bear it."""
    found: dict[str, dict[str, None]] = {}
    for region in regions.all_regions():
        for name in of(region):
            if name not in regions.ordinary():
                found.setdefault(name, {})[region.code] = None
    return {name: tuple(codes) for name, codes in found.items()} | dict(groups())


@data.cached
def by_pinyin() -> Mapping[str, Sequence[tuple[str, int]]]:
    """Pinyin without spaces → the names that are read so, short and official, each with the level of its region."""
    found: dict[str, list[tuple[str, int]]] = {}
    for region in regions.all_regions():
        syllables = region.pinyin.split()
        for name in (region.short, region.name):
            if len(name) > 1 and name in known():
                found.setdefault("".join(syllables[: len(name)]), []).append((name, region.level))
    return found


@data.cached
def groups() -> Mapping[str, tuple[str, ...]]:
    """Name of a group → codes of the regions that it takes in."""
    said: Mapping[str, list[str]] = data.load("vocabularies/places.yaml")["groups"]
    return {name: tuple(codes) for names, codes in said.items() for name in names.split()}


@data.cached
def inside() -> Mapping[str, tuple[str, ...]]:
    """Name → codes of the regions whose name only seems to hold it: 文县 is no part of 兴文县."""
    names = known()
    found: dict[str, dict[str, None]] = {}
    for longer, codes in names.items():
        for name in () if longer in groups() else _parts(longer):
            own = names.get(name, ())
            around = {step for code in own for step in regions.path(code)}
            apart = [code for code in codes if code not in around and not set(own) & set(regions.path(code))]
            if own and apart:
                found.setdefault(name, {}).update(dict.fromkeys(apart))
    return {name: tuple(codes) for name, codes in found.items()}


def _parts(name: str) -> Iterator[str]:
    """The shorter texts inside a name, of two characters and more."""
    size = len(name)
    yield from (name[start:end] for start in range(size) for end in range(start + 2, size + 1) if end - start < size)
