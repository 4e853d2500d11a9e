"""Administrative divisions of GB/T 2260: those in force, those that were, and how people name them.

The data are `vocabularies/regions.json` (made by `scripts/vocabularies`), read at first use in about 15 ms.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ckanext.govopen.national import data

NATION = "000000"
"""The whole country: no division, but the region of what central bodies publish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A division, in force or retired."""

    code: str
    """Six digits."""
    name: str
    """Official name, of a retired one the last."""
    short: str
    """Name without its type and peoples: 泸州, 凉山."""
    level: int
    """0 the country, 1 province, 2 prefecture, 3 county."""
    parent: str | None
    """Code of the division in force above it."""
    aliases: tuple[str, ...] = ()
    """Other names: one-character names, former names of the same place."""
    pinyin: str = ""
    """Syllables with a space between; empty for a retired one."""
    successor: str | None = None
    """Of a retired one: the code in force that holds its area (where that was split, the division around it)."""
    until: int | None = None
    """Of a retired one: the last year it is known of."""


@dataclass(frozen=True, slots=True)
class _Index:
    current: Mapping[str, Region]
    children: Mapping[str, Sequence[Region]]
    named: Mapping[str, Sequence[Region]]
    """By each of their names, in the order of codes."""
    longest: int


def region(code: str | None) -> Region | None:
    """The division of a code, also of a retired one (it has a `successor`); `None` for anything else."""
    return None if code is None else _index().current.get(code) or _retired().get(code)


def in_force(code: str | None) -> Region | None:
    """The division in force that a code means today: itself, or its successor."""
    found = region(code)
    return region(found.successor) if found and found.successor else found


def path(code: str | None) -> tuple[str, ...]:
    """Codes from the province down to the division in force that a code means; empty for the country and no code."""
    found = in_force(code)
    chain: list[str] = []
    while found and found.level > 0:
        chain.append(found.code)
        found = region(found.parent)
    return tuple(reversed(chain))


def path_name(code: str | None) -> str:
    """Names from the province down: 四川省泸州市江阳区."""
    return "".join(one.name for step in path(code) if (one := region(step)))


def children(code: str) -> Sequence[Region]:
    """Divisions in force directly below one, in the order of their codes; the provinces for the country."""
    return _index().children.get(code, ())


def all_regions() -> tuple[Region, ...]:
    """The 3,214 divisions in force, in the order of their codes, without the country."""
    return tuple(one for one in _index().current.values() if one.level > 0)


def named(name: str) -> list[Region]:
    """Divisions in force that have just this name: official, short, other or with all divisions above (四川省泸州市).

    The official name wins over the rest, so that 朝阳市 means the city and never its former county.
    """
    found = _index().named.get(name, ())
    return [one for one in found if one.name == name] or list(found)


def longest_name() -> int:
    """Characters of the longest name that a division has without those above it."""
    return _index().longest


@data.cached
def ordinary() -> frozenset[str]:
    """Names of divisions that are words first (公安 of 公安县)."""
    return frozenset(data.load("vocabularies/places.yaml")["ordinary"].split())


@data.cached
def _index() -> _Index:
    content = data.load("vocabularies/regions.json")
    codes = {row[0] for row in content["regions"]}
    nation = Region(code=NATION, name="全国", short="全国", level=0, parent=None, aliases=("国家", "中国"), pinyin="quan guo")
    current = {NATION: nation}
    children: dict[str, list[Region]] = {}
    for code, name, short, pinyin, aliases in content["regions"]:
        one = Region(
            code=code,
            name=name,
            short=short,
            level=_level(code),
            parent=_parent(code, codes),
            aliases=tuple(aliases),
            pinyin=pinyin,
        )
        current[code] = one
        children.setdefault(one.parent or NATION, []).append(one)
    by_name: defaultdict[str, list[Region]] = defaultdict(list)
    for names, one in _named(current):
        for name in dict.fromkeys(names):
            by_name[name].append(one)
    longest = max(len(name) for one in current.values() for name in (one.name, *one.aliases))
    return _Index(current, children, by_name, longest)


@data.cached
def _retired() -> Mapping[str, Region]:
    """The divisions that were; few ask for them."""
    codes = _index().current.keys()
    return {
        code: Region(
            code=code,
            name=name,
            short=name,
            level=_level(code),
            parent=_parent(successor, codes),
            successor=successor,
            until=until,
        )
        for code, name, until, successor in data.load("vocabularies/regions.json")["retired"]
    }


def _named(current: Mapping[str, Region]) -> Iterator[tuple[tuple[str, ...], Region]]:
    """Every name of the divisions, alone and with those above, which come before them."""
    whole: dict[str | None, str] = {}
    below: dict[str | None, str] = {}
    for one in current.values():
        own = one.name if one.level > 0 else ""
        whole[one.code] = whole.get(one.parent, "") + own
        below[one.code] = below.get(one.parent, "") + own if one.level > 1 else ""
        yield (one.name, one.short, *one.aliases, whole[one.code], below[one.code]), one


def _level(code: str) -> int:
    """1 for a province's code, 2 for a prefecture's, 3 for a county's."""
    return 1 if code[2:4] == "00" else 2 if code[4:] == "00" else 3


def _parent(code: str, codes: Container[str]) -> str:
    """The next division above in force; counties may stand directly below a province."""
    for above in (code[:4] + "00", code[:2] + "0000"):
        if above != code and above in codes:
            return above
    return NATION
