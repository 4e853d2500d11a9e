"""Strict reading of a YAML file: every key is taken by name, checked, and what is left is an error."""

import math
import re
import reprlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

MAX_BYTES = 1 << 20
REQUIRED: Any = object()


class PortalError(Exception):
    """A portal's YAML is wrong: `file`, `key` (dotted, empty for the whole file), `reason`, `remedy`."""

    def __init__(self, file: str, key: str, reason: str, remedy: str) -> None:
        super().__init__(f"{file}: {key + ': ' if key else ''}{reason}; {remedy}")
        self.file = file
        self.key = key
        self.reason = reason
        self.remedy = remedy


class _Loader(yaml.SafeLoader):
    """YAML's safe loader that refuses a key that stands twice, where YAML would silently keep the last.

    Only `true` and `false` are truth values and dates stay text: YAML 1.1 would read the key `on` as true.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value.__hash__ and key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value!r} stands twice", key.start_mark)
            if key.value.__hash__:
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[Any, Any]:
    """The mapping that a YAML file holds; raises `PortalError` where it cannot be read or holds anything else."""
    file = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PortalError(file, "", "the file is larger than 1 MB", "name the YAML file of a portal")
        text = path.read_bytes().decode("utf-8-sig")
        value = yaml.load(text, _Loader)  # noqa: S506  _Loader is a SafeLoader
    except OSError as error:
        raise PortalError(file, "", error.strerror or "cannot be read", "name a readable file") from error
    except UnicodeDecodeError as error:
        raise PortalError(file, "", "is not UTF-8 text", "write it as YAML in UTF-8") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:300]
        raise PortalError(file, "", f"is not YAML: {reason}", "correct that line") from error
    if value is None:
        raise PortalError(file, "", "is empty", "write at least title, platform, url and region")
    if not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "a single value"
        raise PortalError(file, "", f"holds {kind} instead of keys", "begin with `title: …`")
    return value


_Loader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0].rpartition(":")[2] in ("null", "int", "float")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))


class Settings:
    """A mapping of the YAML whose keys are taken one by one; `done()` complains of what nobody took."""

    def __init__(self, path: Path, values: dict[Any, Any] | None, prefix: str = "") -> None:
        self.absent = values is None
        self._path = path
        self._left = dict(values or {})
        self._known: list[str] = []
        self._prefix = prefix

    def error(self, key: str, reason: str, remedy: str) -> PortalError:
        """The error to raise for one of these keys."""
        return PortalError(str(self._path), f"{self._prefix}{key}".rstrip("."), reason, remedy)

    def names(self) -> list[str]:
        """Keys that nobody has taken yet."""
        return [str(key) for key in self._left]

    def rest(self) -> dict[str, Any]:
        """All that is left, as it is."""
        rest, self._left = self._left, {}
        return {str(key): value for key, value in rest.items()}

    def done(self) -> None:
        """Raise for the first key that nobody took."""
        for key in self._left:
            raise self.error(str(key), "is not a known key", f"use one of {', '.join(self._known)}")

    def text(self, key: str, *, default: Any = REQUIRED) -> Any:
        """A text that is not blank."""
        value = self._take(key, default)
        if value is default:
            return value
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.error(
                key, f"{_show(value)} is no text of one line", "write a text, in quotes where it looks like a number"
            )
        return value.strip()

    def texts(self, key: str, *, default: Any = REQUIRED) -> Any:
        """A text, or a list of texts that is not empty."""
        value = self._take(key, default)
        if value is default:
            return value
        values = value if isinstance(value, list) else [value]
        if not values or not all(isinstance(one, str) for one in values):
            raise self.error(key, f"{_show(value)} is no list of texts", 'write a list of texts, as [每年, "7"]')
        return values

    def choice(self, key: str, choices: Iterable[str], default: Any = REQUIRED) -> str:
        """One of some words."""
        value = self._take(key, default)
        if not isinstance(value, str) or value not in choices:
            raise self.error(key, f"{_show(value)} is not known", f"use one of {', '.join(choices)}")
        return value

    def pattern(self, key: str, pattern: str, wanted: str, *, default: Any = REQUIRED) -> Any:
        """A text that matches a regular expression as a whole; `wanted` describes it in the error."""
        value = self._take(key, default)
        if value is default:
            return value
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self.error(key, f"{_show(value)} cannot be used", f"write {wanted}")
        return value

    def url(self, key: str) -> str:
        """An absolute http or https address without query, returned without the slash at its end."""
        value = self.text(key)
        remedy = "write an absolute address, as https://data.example.test/portal"
        try:
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError as error:
            raise self.error(key, f"{_show(value)} is no address: {error}", remedy) from error
        if not good or re.search(r"\s", value) or parts.username is not None or "?" in value or "#" in value:
            raise self.error(key, f"{_show(value)} is no plain http or https address", remedy)
        return str(value).rstrip("/")

    def integer(self, key: str, default: Any = REQUIRED, *, least: int, most: int = 100_000_000) -> int:
        """A whole number within bounds."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.error(key, f"{_show(value)} is no whole number", f"write a number from {least} to {most}")
        return value

    def number(self, key: str, default: Any = REQUIRED, *, least: float, most: float) -> float:
        """A finite number within bounds."""
        value = self._take(key, default)
        good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not good or not least <= value <= most:
            raise self.error(key, f"{_show(value)} is no such number", f"write a number from {least} to {most}")
        return float(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"{_show(value)} is neither true nor false", "write true or false")
        return value

    def date(self, key: str) -> str | None:
        """A year, month or day; YAML turns `2023` into a number."""
        value = self._take(key, None)
        if value is None:
            return None
        if isinstance(value, bool) or not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", str(value)):
            raise self.error(key, f"{_show(value)} is no date", "write a year, a month or a day, as 2023-08")
        return str(value)

    def section(self, key: str) -> "Settings":
        """The mapping under a key; an absent one is empty."""
        value = self._take(key, None)
        if value is not None and not isinstance(value, dict):
            raise self.error(key, f"{_show(value)} is no set of keys", f"write `{key}: {{key: value}}`")
        return Settings(self._path, value, f"{self._prefix}{key}.")

    def sections(self, key: str) -> list["Settings"]:
        """The list of mappings under a key."""
        value = self._take(key, REQUIRED)
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.error(key, f"{_show(value)} is no list of lookups", "write `- {match: [每年, 年], value: 每年}`")
        return [Settings(self._path, entry, f"{self._prefix}{key}[{n}].") for n, entry in enumerate(value)]

    def _take(self, key: str, default: Any) -> Any:
        self._known.append(key)
        if key in self._left:
            return self._left.pop(key)
        if default is REQUIRED:
            raise self.error(key, "is missing", f"add `{key}: …`")
        return default


def _show(value: Any) -> str:
    """A value as it may stand in a message, however long it is."""
    return reprlib.repr(value)
