"""From configuration to portals."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.catalogue.generated import Generated
from sandbox.catalogue.real import Real, read_entries
from sandbox.catalogue.topics import load_library
from sandbox.errors import SandboxError
from sandbox.files.recipes import load_recipes
from sandbox.hub import Hub
from sandbox.plan import load_plans
from sandbox.platform import simulators
from sandbox.site import FileStore, Profile, Site
from sandbox.switches import Board

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.catalogue.topics import Library
    from sandbox.plan import Plan
    from sandbox.platform import Simulator

REAL = re.compile(r"(\d{6})_[a-z0-9_]+")


def _simulator(site: Site, source: Path) -> Simulator:
    """The simulator of a portal; raises `SandboxError` for an unknown platform or skin."""
    kinds = simulators()
    if site.profile.platform not in kinds:
        message = f"{source} at platform: {site.profile.platform!r} is not simulated; there are {', '.join(sorted(kinds))}."
        raise SandboxError(message)
    kind = kinds[site.profile.platform]
    if site.profile.skin not in kind.skins:
        message = f"{source} at skin: {site.profile.skin!r} is unknown; {kind.name} has {', '.join(kind.skins)}."
        raise SandboxError(message)
    dialect = site.profile.options.get("dialect")
    if dialect is not None and dialect not in kind.dialects:
        message = f"{source} at options.dialect: {dialect!r} is unknown; {kind.name} has {', '.join(kind.dialects) or 'none'}."
        raise SandboxError(message)
    return kind(site)


def _real(spec: Path, store: FileStore) -> Simulator:
    """A portal of real records: served as oportal, or as the platform that stands before the path (`odweb=FILE`)."""
    platform, equals, rest = str(spec).partition("=")
    platform, path = (platform, Path(rest)) if equals and platform in simulators() else ("oportal", spec)
    name = REAL.fullmatch(path.stem)
    if name is None:
        message = f"{path}: a file of real records is named by region code, _ and a slug, such as 640000_ningxia.jsonl."
        raise SandboxError(message)
    slug = f"real_{path.stem}"
    profile = Profile(
        slug=slug,
        title=f"示例·真实目录记录（{path.stem}）",
        platform=platform,
        region=name[1],
        publisher="示例数据",
        aggregation="logical",
        root=f"/{slug}/{simulators()[platform].root}".rstrip("/"),
        skin="default",
    )
    return _simulator(Site(profile, Real(read_entries(path, slashes=platform != "oportal")), Board({}), store, 0), path)


def _planned(source: Path, plan: Plan, library: Library, store: FileStore) -> Simulator:
    """The portal of a plan read from `source`."""
    profile = Profile(
        slug=plan.slug,
        title=plan.title,
        platform=plan.platform,
        region=plan.region,
        publisher=plan.publisher,
        aggregation=plan.aggregation,
        root=f"/{plan.slug}/{plan.root.strip('/')}".rstrip("/"),
        skin=plan.skin,
        options=plan.options,
    )
    try:
        board = Board(plan.switches)
    except SandboxError as error:
        message = f"{source} at {error}"
        raise SandboxError(message) from None
    catalogue = Generated(plan, library, store.recipes)
    return _simulator(Site(profile, catalogue, board, store, plan.defects.duplicate_entries), source)


def assemble(config: Path, real: Sequence[Path] = (), plans: Sequence[Path] = ()) -> Hub:
    """All portals of the folders `config` and `plans` and of the files `real`; raises `SandboxError` in one sentence.

    A plan of a later folder takes the place of an earlier one of the same name.
    """
    library = load_library(config)
    store = FileStore(load_recipes(config / "data" / "recipes.yml"))
    found = [
        _planned(folder / f"{plan.slug}.yml", plan, library, store)
        for folder in (config, *plans)
        for plan in load_plans(folder)
    ]
    return Hub(found + [_real(path, store) for path in real])
