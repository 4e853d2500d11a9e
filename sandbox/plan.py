"""What a simulated portal is to be: its YAML file, read strictly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import yaml

from sandbox.catalogue.ids import KINDS
from sandbox.errors import SandboxError

if TYPE_CHECKING:
    from pathlib import Path


class Shares(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shares of the datasets (0…1) that have something: files, conditions, an API, a list of items."""

    files: float
    conditional: float
    apis: float
    items: float


class Defects(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shares of the datasets (0…1) with a defect that real catalogues show."""

    duplicate_entries: float = 0
    duplicate_titles: float = 0
    theme_placeholder: float = 0
    theme_unknown: float = 0
    empty_industry: float = 0
    empty_tags: float = 0
    empty_phone: float = 0
    empty_email: float = 0
    empty_description: float = 0
    description_is_title: float = 0
    modified_before_issued: float = 0
    unpadded_dates: float = 0
    several_themes: float = 0
    several_industries: float = 0
    empty_modified: float = 0


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A simulated portal. `slug` is the YAML's file name; `root` the portal's path below `/<slug>/`, "" for the bare
    host. `options` are those of the portal's platform and go into the written portal file.

    `departments` are shown in `full` (宜宾市民政局) or `short` (市民政局); `older_themes` shows the older labels.
    """

    title: str
    platform: str
    region: str
    name: str
    short: str
    level: str
    publisher: str
    root: str
    seed: int
    size: int
    skin: str
    ids: str
    aggregation: str
    departments: str
    older_themes: bool
    phone_area: str
    centre: tuple[float, float]
    districts: dict[str, str]
    shares: Shares
    defects: Defects
    options: dict[str, Any] = {}
    switches: dict[str, Any] = {}
    slug: str = ""


T = TypeVar("T")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SLUG = re.compile(r"[a-z][a-z0-9_]*")


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; raises `SandboxError` naming the file, the line and the reason."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), LOADER)  # noqa: S506 (a safe loader, in C where there is one)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        message = f"{path} is not UTF-8 text."
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        message = f"{path} is not valid YAML: {error.problem}{line}."
    except yaml.YAMLError as error:
        message = f"{path} is not valid YAML: {error}."
    raise SandboxError(message)


def convert(path: Path, data: Any, kind: type[T]) -> T:
    """`data`, read from `path`, as a value of `kind`; raises `SandboxError` naming file, key and reason."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at ")
        place = f" at {key.strip('`').removeprefix('$.')}" if key else ""
        message = f"{path}{place}: {reason}."
        raise SandboxError(message) from None


def load_plan(path: Path) -> Plan:
    """The plan in one YAML file."""
    plan = convert(path, read_yaml(path), Plan)
    allowed = {
        "level": ("province", "city", "county"),
        "ids": tuple(KINDS),
        "departments": ("full", "short"),
        "aggregation": ("physical", "logical"),
    }
    for key, values in allowed.items():
        if getattr(plan, key) not in values:
            message = f"{path} at {key}: expected one of {', '.join(values)}, got {getattr(plan, key)!r}."
            raise SandboxError(message)
    if not SLUG.fullmatch(path.stem):
        message = f"{path}: the file name is the portal's slug and must be lower-case ASCII letters, digits and _."
        raise SandboxError(message)
    if not plan.districts or plan.size < 0:
        message = f"{path} at {'size' if plan.districts else 'districts'}: must not be empty or negative."
        raise SandboxError(message)
    return msgspec.structs.replace(plan, slug=path.stem)


def load_plans(folder: Path) -> list[Plan]:
    """The plans of all `*.yml` files directly in `folder`, by slug."""
    if not folder.is_dir():
        message = f"{folder} is not a folder; --config names the folder of the sandbox portals."
        raise SandboxError(message)
    return [load_plan(path) for path in sorted(folder.glob("*.yml"))]
