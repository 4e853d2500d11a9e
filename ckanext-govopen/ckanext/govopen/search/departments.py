"""Departments by every name that people have for them: 市场监督管理局, 市监局, 市场监管部门, 工商局.

`departments.txt` of the data folder says which words stand for one duty. A title is read from its end: the ending, the
duties, and what is left must be a place (泸州市, 自治区, 四川). What is indexed and what is asked are read alike.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ckanext.govopen.national import data, regions
from ckanext.govopen.search import places
from ckanext.govopen.search.normalise import listed, normalise

ENDINGS: Mapping[str, tuple[str, ...]] = {
    "委员会办公室": ("委", "办", "局"),
    "工作委员会": ("委", "局"),
    "主管部门": ("局",),
    "办公室": ("办", "局"),
    "委员会": ("委", "局"),
    "总局": ("局",),
    "分局": ("局",),
    "部门": ("局",),
    "局": ("局",),
    "厅": ("厅", "局"),
    "部": ("部", "局"),
    "委": ("委", "局"),
    "办": ("办", "局"),
    "署": ("署", "局"),
}
"""Endings of a title, longest first, and those that people put in their place."""

ANY = "部门"
"""What people say when they do not know the ending."""

_OWN_ENDING = re.compile("[局委厅办会院队行团所心关馆室联协]$|[销作]社$")
_AND = re.compile("[和与及、]?$")
_PLACE = re.compile("(?:.*[省市县区州盟旗师国府委团]|)$")
_PARTS = re.compile(r"[()\[\]、,;/\s]+")
_NO_ENDING = {"局": "部势面", "委": "托员派任", "办": "法理事公学税证案结", "部": "门分队落位件", "院": "校", "会": "员计"}
"""Last character of a name → those behind it that make another word of both: 局部, 委托, 办法, 部分."""
_BRANCH = re.compile(r"局.{2,6}分局$")
_LEAGUE = re.compile(r"共青团(.{1,8})委员会$")
_LONGEST = 40
_MOST_NAMES = 16
_SHORT = 4


class DepartmentError(ValueError):
    """A line of `departments.txt` that says nothing: its number and its text."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(f"departments.txt, line {number}: {line}")


@dataclass(frozen=True, slots=True)
class Office:
    """A department as a text names it."""

    start: int
    end: int
    """Place of the name in the text, with the 省, 市, 县 or 区 before it."""
    level: str
    """省, 市, 县, 区, 自治区, 自治州, or empty."""
    duties: tuple[str, ...]
    """What the field `offices` of the index holds for a dataset of such a department."""


@dataclass(frozen=True, slots=True)
class _Table:
    words: Mapping[str, tuple[str, ...]]
    """Word of a duty, without an ending → the duties it stands for."""
    wholes: Mapping[str, tuple[str, ...]]
    """Name with its own ending → the duties."""
    names: Mapping[str, tuple[str, ...]]
    """Duty → its words and names, the usual ones first."""
    several: Mapping[tuple[str, ...], tuple[str, ...]]
    """Duties in their order → short words for an office that has just these."""


@data.bounded
def duties(title: str) -> tuple[str, ...]:
    """The duties of a department with this title, in the order of `departments.txt`; empty where it names none."""
    found = dict.fromkeys(duty for part in _parts(title) for duty in _read(part)[1])
    return tuple(found)


@data.bounded
def other_names(title: str) -> tuple[str, ...]:
    """The names under which people may look for a department with this title, its place before each; not the title.

    泸州市市场监督管理局 is 泸州市市监局, 泸州市工商局 and 泸州市市场监管部门 too.
    """
    parts = _parts(title)
    found = dict.fromkeys(name for part in parts for name in _renamed(part))
    return tuple(name for name in found if name not in parts)[:_MOST_NAMES]


def named(text: str) -> list[Office]:
    """The departments that a normalised text names, in their order, by full, short or older names; what begins inside the
    name of a place (海关 in 山海关区) is none."""
    matches = list(_pattern().finditer(text))
    inside = {at for start, end in places.spans(text) for at in range(start + 1, end)} if matches else set()
    return [
        Office(match.start("name") - len(level), match.end(), level, found)
        for match in matches
        if match.start("name") not in inside and (found := duties(match["name"]))
        for level in (_level(text[: match.start()], match["level"] or ""),)
    ]


def _level(before: str, level: str) -> str:
    """The 省, 市, 县 or 区 of an office; none where it belongs to a place that has no name without it (双塔区), or to 地区."""
    if level == "区" and before.endswith("地"):
        return ""
    return "" if places.needs(before, level) else level


def _parts(title: str) -> list[str]:
    """The names in a title: 市民族事务委员会(宗教局) has two; of a branch office, the office."""
    plain = _LEAGUE.sub(r"\1团委", _BRANCH.sub("局", normalise(title)))
    return [part for part in _PARTS.split(plain) if 1 < len(part) <= _LONGEST]


def _read(name: str) -> tuple[str, tuple[str, ...], str]:
    """Place, duties and ending of one name; no duties where it is not understood."""
    whole = next((name[at:] for at in range(len(name)) if name[at:] in _table().wholes), "")
    if whole and _is_place(name[: len(name) - len(whole)]):
        return name[: len(name) - len(whole)], _table().wholes[whole], ""
    for ending in ENDINGS:
        if name.endswith(ending):
            place, found = _duties(name[: -len(ending)])
            if found and _is_place(place):
                return place, found, ending
    return name, (), ""


def _duties(body: str) -> tuple[str, tuple[str, ...]]:
    """What stands before the duties at the end of a text, and the duties."""
    found: tuple[str, ...] = ()
    rest = body
    while word := next((rest[at:] for at in range(len(rest)) if rest[at:] in _table().words), ""):
        found = (*_table().words[word], *found)
        rest = rest[: -len(word)]
        rest = _AND.sub("", rest)
    return rest, tuple(dict.fromkeys(found))


@data.bounded
def _is_place(text: str) -> bool:
    return bool(_PLACE.match(text)) or bool(regions.named(text))


def _renamed(name: str) -> Iterator[str]:
    """The short names, with the endings that go with this one's."""
    place, found, ending = _read(name)
    endings = ENDINGS.get(ending, ("局",))
    table = _table()
    merged = table.several.get(tuple(sorted(found)), ()) if len(found) > 1 else ()
    yield from (f"{place}{word}{endings[0]}" for word in merged)
    for duty in found:
        short = [word for word in table.names[duty] if len(word) <= _SHORT or word in table.wholes]
        yield from (f"{place}{word}" for word in short if word in table.wholes)
        yield from (f"{place}{word}{end}" for end in endings for word in short if word not in table.wholes)
        yield from (f"{word}{ANY}" for word in short[:2] if word not in table.wholes)


@data.cached
def _pattern() -> re.Pattern[str]:
    table = _table()
    one = "|".join(sorted(table.words, key=lambda word: (-len(word), word)))
    whole = "|".join(sorted(table.wholes, key=lambda word: (-len(word), word)))
    endings = "|".join(ENDINGS)
    apart = [f"(?<={last})(?![{behind}])" for last, behind in _NO_ENDING.items()]
    end = "|".join([*apart, f"(?<![{''.join(_NO_ENDING)}])"])
    name = f"(?:(?:{one})(?:[和与及]?(?:{one}))*(?:{endings})|{whole})(?:{end})"
    return re.compile(f"(?P<level>自治[区州]|[省市县区])?(?P<name>{name})")


@data.cached
def _table() -> _Table:
    words: dict[str, dict[str, None]] = {}
    wholes: dict[str, dict[str, None]] = {}
    names: dict[str, dict[str, None]] = {}
    several: dict[tuple[str, ...], list[str]] = {}
    for number, line in data.lines("departments.txt"):
        name, equals, meant = line.partition("=")
        if equals:
            duties_ = listed(meant)
            if not name.strip() or not duties_ or any(duty not in names for duty in duties_):
                raise DepartmentError(number, line)
            words.setdefault(normalise(name), {}).update(dict.fromkeys(duties_))
            several.setdefault(tuple(sorted(duties_)), []).append(normalise(name))
            continue
        duty, colon, others = line.partition(":")
        if not colon or not duty.strip():
            raise DepartmentError(number, line)
        known = names.setdefault(normalise(duty), {})
        for word in (normalise(duty), *listed(others)):
            known[word] = None
            (wholes if _OWN_ENDING.search(word) else words).setdefault(word, {})[normalise(duty)] = None
    return _Table(_frozen(words), _frozen(wholes), _frozen(names), {key: tuple(value) for key, value in several.items()})


def _frozen(found: Mapping[str, Mapping[str, None]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(value) for key, value in found.items()}
