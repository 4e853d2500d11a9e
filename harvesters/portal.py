"""A portal is data: one YAML file, read strictly.

Every error names the file, the key, what is wrong and what to write instead; nothing is guessed and no key is ignored.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from harvesters.http_settings import Http, read_http
from harvesters.settings import PortalError, Settings, read_yaml

Schedule = Literal["daily", "weekly", "monthly", "manual"]
Aggregation = Literal["logical", "physical"]

PUSHED = "push"
"""Platform of a portal that sends its records itself: there is nothing to crawl, and no module that reads it."""

TEXT_FIELDS = ("publisher", "theme", "industry", "open_type", "open_condition", "update_cycle", "tags", "formats")
"""Fields of a `Record` that `lookups` can correct."""

__all__ = ["Assertions", "Expected", "Http", "Portal", "PortalError", "load", "load_folder"]


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

    @property
    def pushed(self) -> bool:
        """Whether the portal sends its records itself."""
        return self.platform == PUSHED


def load(path: Path) -> Portal:
    """The portal that a YAML file describes; raises `PortalError`."""
    path = Path(path)
    settings = Settings(path, read_yaml(path))
    if not re.fullmatch(r"\w[\w.-]*", path.stem):
        raise settings.error("", f"the file name {path.name!r} cannot be a portal's code", "use letters, digits, _ and -")
    title, platform = settings.text("title"), settings.choice("platform", (*_platforms(), PUSHED))
    usual = "manual" if platform == PUSHED else "weekly"
    portal = Portal(
        code=path.stem,
        title=title,
        platform=platform,
        url=settings.url("url"),
        region=settings.pattern("region", r"[0-9]{6}", 'six digits in quotes, as "640000"'),
        publisher=settings.text("publisher", default=None),
        schedule=cast("Schedule", settings.choice("schedule", ("daily", "weekly", "monthly", "manual"), usual)),
        aggregation=cast("Aggregation", settings.choice("aggregation", ("logical", "physical"), "logical")),
        http=read_http(settings.section("http")),
        options=settings.section("options").rest(),
        expected=_expected(settings.section("expected")),
        assertions=_assertions(settings.section("assertions")),
        lookups=_lookups(settings.section("lookups")),
    )
    settings.done()
    if portal.pushed and (portal.options or portal.schedule != "manual"):
        key = "options" if portal.options else "schedule"
        raise settings.error(key, "means nothing where the portal sends its records itself", f"leave {key} out")
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
