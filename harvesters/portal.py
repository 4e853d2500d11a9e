"""A portal is data: one YAML file, read strictly.

Every error names the file, the key, what is wrong and what to write instead; nothing is guessed and no key is ignored.
"""

import re
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any, Literal, cast

from harvesters.settings import PortalError, Settings, read_yaml

Schedule = Literal["daily", "weekly", "monthly", "manual"]
Aggregation = Literal["logical", "physical"]

TEXT_FIELDS = ("publisher", "theme", "industry", "open_type", "open_condition", "update_cycle", "tags", "formats")
"""Fields of a `Record` that `lookups` can correct."""

__all__ = ["Assertions", "Expected", "Http", "Portal", "PortalError", "load", "load_folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """How a portal may be asked."""

    delay: float = 0.5
    """Least seconds between the starts of two requests to the host, over all workers."""
    concurrency: int = 2
    """Most requests in flight to the host."""
    timeout: float = 60.0
    """Seconds to connect, and between two pieces of an answer."""
    retries: int = 4
    """Most repetitions of a request after a transient fault."""
    verify: bool = True
    """Whether the certificate is checked."""
    allow_private: bool = False
    """Whether loopback and private addresses may be asked."""
    hours: str | None = None
    """Window of local time (UTC+8) in which the portal may be asked, as `20:00-07:00`; `None` = always."""

    def open_at(self, local: time) -> bool:
        """Whether the portal may be asked at this local time; the window may go past midnight."""
        if self.hours is None:
            return True
        start, end = (time.fromisoformat(part) for part in self.hours.split("-"))
        return start <= local < end if start < end else local >= start or local < end


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was once seen: a large difference warns."""

    datasets: int
    on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertions:
    """Bounds of the number of datasets; a breach makes the crawl end with 4."""

    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One site on the web, as its YAML describes it."""

    code: str
    """File name without ending; the `source_portal` of its datasets."""
    title: str
    platform: str
    url: str
    """Absolute address without a slash at its end, to which the platform joins its paths."""
    region: str
    """GB/T 2260, six digits."""
    publisher: str | None = None
    """The portal's operator."""
    schedule: Schedule = "weekly"
    aggregation: Aggregation = "logical"
    http: Http = field(default_factory=Http)
    options: dict[str, Any] = field(default_factory=dict)
    """Settings of the platform, documented in its docstring and checked by it."""
    expected: Expected | None = None
    assertions: Assertions = field(default_factory=Assertions)
    lookups: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """Field of a record → text as the source says it → text to use instead (`None` = leave out)."""


def load(path: Path) -> Portal:
    """The portal that a YAML file describes; raises `PortalError`."""
    path = Path(path)
    settings = Settings(path, read_yaml(path))
    if not re.fullmatch(r"\w[\w.-]*", path.stem):
        raise settings.error("", f"the file name {path.name!r} cannot be a portal's code", "use letters, digits, _ and -")
    portal = Portal(
        code=path.stem,
        title=settings.text("title"),
        platform=settings.choice("platform", _platforms()),
        url=settings.url("url"),
        region=settings.pattern("region", r"[0-9]{6}", 'six digits in quotes, as "640000"'),
        publisher=settings.text("publisher", default=None),
        schedule=cast("Schedule", settings.choice("schedule", ("daily", "weekly", "monthly", "manual"), "weekly")),
        aggregation=cast("Aggregation", settings.choice("aggregation", ("logical", "physical"), "logical")),
        http=_http(settings.section("http")),
        options=settings.section("options").rest(),
        expected=_expected(settings.section("expected")),
        assertions=_assertions(settings.section("assertions")),
        lookups=_lookups(settings.section("lookups")),
    )
    settings.done()
    return portal


def load_folder(*folders: Path) -> dict[str, Portal]:
    """Portals of all `*.yml` files by code, in the order of their names; later folders win.

    A folder that does not exist holds no portals. Raises `PortalError` for the first file that is wrong.
    """
    paths: dict[str, Path] = {}
    for folder in map(Path, folders):
        for path in folder.glob("*.yaml"):
            raise PortalError(str(path), "", "ends in .yaml and would be overlooked", f"rename it to {path.stem}.yml")
        paths |= {path.stem: path for path in folder.glob("*.yml")}
    return {code: load(paths[code]) for code in sorted(paths)}


def _platforms() -> tuple[str, ...]:
    """Names of the platforms that have a module, without importing them (they import this module)."""
    folder = Path(__file__).parent / "platforms"
    return tuple(sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")))


def _http(settings: Settings) -> Http:
    standard = Http()
    http = Http(
        delay=settings.number("delay", standard.delay, least=0, most=3600),
        concurrency=settings.integer("concurrency", standard.concurrency, least=1, most=64),
        timeout=settings.number("timeout", standard.timeout, least=0.01, most=3600),
        retries=settings.integer("retries", standard.retries, least=0, most=14),
        verify=settings.flag("verify", default=standard.verify),
        allow_private=settings.flag("allow_private", default=standard.allow_private),
        hours=settings.pattern(
            "hours",
            r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]",
            'a window of local time in quotes, as "20:00-07:00"',
            default=None,
        ),
    )
    settings.done()
    return http


def _expected(settings: Settings) -> Expected | None:
    if settings.absent:
        return None
    on = settings.date("on")
    expected = Expected(datasets=settings.integer("datasets", least=0), on=on)
    settings.done()
    return expected


def _assertions(settings: Settings) -> Assertions:
    bounds: list[int | None] = []
    for side in ("min", "max"):
        section = settings.section(side)
        bounds.append(None if section.absent else section.integer("datasets", least=0))
        section.done()
    settings.done()
    minimum, maximum = bounds
    if minimum is not None and maximum is not None and minimum > maximum:
        raise settings.error("min", f"{minimum} is more than max, {maximum}", "give min a smaller number than max")
    return Assertions(minimum=minimum, maximum=maximum)


def _lookups(settings: Settings) -> dict[str, dict[str, str | None]]:
    lookups: dict[str, dict[str, str | None]] = {}
    for name in settings.names():
        if name not in TEXT_FIELDS:
            raise settings.error(name, "is no field that a lookup can correct", f"use one of {', '.join(TEXT_FIELDS)}")
        table: dict[str, str | None] = {}
        for entry in settings.sections(name):
            value = entry.text("value", default=None)
            for text in entry.texts("match"):
                if text in table:
                    raise entry.error("match", f"{text!r} stands twice", "leave one of the two")
                table[text] = value
            entry.done()
        lookups[name] = table
    settings.done()
    return lookups
