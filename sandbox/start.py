"""From configuration to portals."""

from __future__ import annotations

import re
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
    from pathlib import Path

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
    return kind(site)


def _real(path: Path, store: FileStore) -> Simulator:
    """A portal of real records: served as oportal, whatever platform they came from."""
    name = REAL.fullmatch(path.stem)
    if name is None:
        message = f"{path}: a file of real records is named by region code, _ and a slug, such as 640000_ningxia.jsonl."
        raise SandboxError(message)
    slug = f"real_{path.stem}"
    profile = Profile(
        slug=slug,
        title=f"示例·真实目录记录（{path.stem}）",
        platform="oportal",
        region=name[1],
        publisher="示例数据",
        aggregation="logical",
        root=f"/{slug}/portal",
        skin="default",
    )
    return _simulator(Site(profile, Real(read_entries(path)), Board({}), store, 0), path)


def assemble(config: Path, real: Sequence[Path] = ()) -> Hub:
    """All portals of the folder `config` and of the files `real`; raises `SandboxError` in one sentence."""
    library = load_library(config)
    recipes = load_recipes(config / "data" / "recipes.yml")
    store = FileStore(recipes)
    found = []
    for plan in load_plans(config):
        source = config / f"{plan.slug}.yml"
        profile = Profile(
            slug=plan.slug,
            title=plan.title,
            platform=plan.platform,
            region=plan.region,
            publisher=plan.publisher,
            aggregation=plan.aggregation,
            root=f"/{plan.slug}/{plan.root.strip('/')}",
            skin=plan.skin,
        )
        try:
            board = Board(plan.switches)
        except SandboxError as error:
            message = f"{source} at {error}"
            raise SandboxError(message) from None
        catalogue = Generated(plan, library, recipes)
        found.append(_simulator(Site(profile, catalogue, board, store, plan.defects.duplicate_entries), source))
    return Hub(found + [_real(path, store) for path in real])
