"""The subjects that generated datasets are about: data under `config/sandbox/topics` and `config/sandbox/data`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sandbox.catalogue.values import TYPES
from sandbox.errors import SandboxError
from sandbox.plan import convert, read_yaml

if TYPE_CHECKING:
    from pathlib import Path


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A subject. `names` are the words for it, the usual one first; `kind` decides the tails of titles and the rows:
    `register` (things), `log` (dated events), `series` (measurements), `statistics` (counts by place and month).

    `items` are lists of name, label, type, and where the type takes them an argument and a unit.
    """

    code: str
    names: tuple[str, ...]
    kind: str
    department: str
    theme: str
    industry: str
    items: tuple[tuple[str, ...], ...]
    cycle: str = "每年"


class Department(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of department and its name at each level of government; `code` stands in its mail address."""

    code: str
    province: str
    city: str
    county: str


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Word lists from which titles, names and addresses are put together."""

    tails: dict[str, tuple[str, ...]]
    years: tuple[int, ...]
    surnames: str
    given: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[str, ...]
    texts: tuple[str, ...]
    unknown_themes: tuple[str, ...]
    older_themes: dict[str, str]
    descriptions: tuple[str, ...]
    cycles: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Library:
    """All that the generator draws from."""

    topics: tuple[Topic, ...]
    departments: dict[str, Department]
    words: Words


def _check(path: Path, topic: Topic, library: Library) -> None:
    """Raises `SandboxError` where a topic names something that does not exist."""
    problems = [
        (topic.kind not in library.words.tails, f"unknown kind {topic.kind!r}"),
        (topic.department not in library.departments, f"unknown department {topic.department!r}"),
        (topic.cycle not in library.words.cycles, f"unknown cycle {topic.cycle!r}"),
        (any(not 3 <= len(item) <= 5 for item in topic.items), "an item has three to five parts"),
        (any(item[2] not in TYPES for item in topic.items if len(item) > 2), "an item has an unknown type"),
    ]
    for wrong, reason in problems:
        if wrong:
            message = f"{path} at {topic.code}: {reason}."
            raise SandboxError(message)


def load_library(folder: Path) -> Library:
    """The library under the sandbox's configuration `folder`."""
    departments = folder / "data" / "departments.yml"
    words = folder / "data" / "words.yml"
    paths = sorted((folder / "topics").glob("*.yml"))
    if not paths:
        message = f"{folder / 'topics'} holds no topics."
        raise SandboxError(message)
    topics = [(path, topic) for path in paths for topic in convert(path, read_yaml(path), list[Topic])]
    library = Library(
        tuple(topic for _, topic in topics),
        {one.code: one for one in convert(departments, read_yaml(departments), list[Department])},
        convert(words, read_yaml(words), Words),
    )
    for path, topic in topics:
        _check(path, topic, library)
    return library
