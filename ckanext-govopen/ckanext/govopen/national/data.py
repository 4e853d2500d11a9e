"""Data that people edit: files of `config/`, over which an operator's folder is laid file by file."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

DEFAULTS = Path(__file__).resolve().parent.parent / "defaults"
"""The project's own `config/`, reached by a link that travels in the wheel."""

MOST = 2_000
"""Answers that a function remembers of what sources say over and over: labels, dates, words."""

P = ParamSpec("P")
T = TypeVar("T")

_overlay: Path | None = None
_clearers: list[Callable[[], None]] = []


def cached(function: Callable[P, T]) -> Callable[P, T]:
    """Remember what a function made of the data until another folder is laid over them; arguments must be hashable."""
    remembered = functools.lru_cache(maxsize=None)(function)
    _clearers.append(remembered.cache_clear)
    return cast("Callable[P, T]", remembered)


def bounded(function: Callable[P, T]) -> Callable[P, T]:
    """As `cached`, for arguments that a source chooses: no more than `MOST` answers are kept."""
    return keeping(MOST)(function)


def keeping(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """As `bounded`, with a number of its own."""

    def decorated(function: Callable[P, T]) -> Callable[P, T]:
        remembered = functools.lru_cache(maxsize=most)(function)
        _clearers.append(remembered.cache_clear)
        return cast("Callable[P, T]", remembered)

    return decorated


def use(overlay: Path | None) -> None:
    """Lay a folder over the defaults (`None` = the defaults alone) and forget all that was read."""
    global _overlay  # noqa: PLW0603  one folder a process, set at its start
    _overlay = overlay
    for clear in _clearers:
        clear()


def overlaid() -> Path | None:
    """The folder that is laid over the defaults, None where there is none."""
    return _overlay


def locate(name: str) -> Path:
    """Path of a data file such as `vocabularies/themes.yaml`; `FileNotFoundError` where neither folder has it."""
    for folder in (_overlay, DEFAULTS):
        if folder is not None and (folder / name).exists():
            return folder / name
    raise FileNotFoundError(name)


def lines(name: str) -> Iterator[tuple[int, str]]:
    """The lines of a list of words, each with its number from 1, but for empty ones and remarks, which begin with #."""
    for number, line in enumerate(locate(name).read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line


@cached
def load(name: str) -> Any:
    """What a YAML or JSON data file holds. Callers share the value and must not change it.

    Raises `FileNotFoundError`, `yaml.YAMLError` or `msgspec.DecodeError`.
    """
    content = locate(name).read_bytes()
    if name.endswith(".json"):
        import msgspec

        return msgspec.json.decode(content)
    import yaml

    return yaml.load(content, yaml.CSafeLoader)
