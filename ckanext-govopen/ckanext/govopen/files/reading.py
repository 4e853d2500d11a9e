"""What a format module is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .encoding import Decoding
    from .model import FileProfile, Problem, Sheet


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose format is known: `text` is its UTF-8 form, `work` a folder that lives as long as the profile.

    `profile_member` profiles an unpacked member as a file of its own: path, its name, its path inside the archive.
    `file_name` is what the file is called where it came from.
    """

    path: Path
    name: str
    work: Path
    declared: str | None
    decoding: Decoding | None
    text: Path
    depth: int
    profile_member: Callable[[Path, str], FileProfile]
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a format module found in a file."""

    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()
    members: tuple[FileProfile, ...] = ()
    sampled: bool = False
