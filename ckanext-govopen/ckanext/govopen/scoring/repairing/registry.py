"""Which repairs there are: found by walking `scoring/repairs/`; which of them mends a finding."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING, Any, Protocol, cast

from .. import repairs as package
from .locate import located

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckanext.govopen.files.model import FileProfile

    from ..model import Finding, Sample
    from .draft import Draft, Hit


class Repair(Protocol):
    """A module of `scoring/repairs/`; its docstring says what it does and what it leaves alone.

    `kind`: lossless, or ask where only a person can say whether the new value is right. `order`: repairs run from the
    smallest on. `mends`: rule → the variants of its findings that the repair mends (None being the rule's own message), or
    None for all of them.
    A module may have `concerns(hit, draft)`, which says whether it mends this very finding.
    `examples`: a file, and the CSV that it becomes when everything is accepted.
    """

    __doc__: str | None
    id: str
    title: str
    kind: str
    order: int
    mends: Mapping[str, Sequence[str | None] | None]
    examples: Sequence[tuple[Sample, str]]

    def mend(self, draft: Draft, hits: Sequence[Hit]) -> None:
        """Adds its steps to a table's draft; `hits` are the findings that it mends there."""
        ...


@functools.cache
def repairs() -> dict[str, Repair]:
    """Id → repair, in the order in which they run; raises ValueError where two modules claim one id."""
    found: dict[str, Repair] = {}
    for info in pkgutil.iter_modules(package.__path__):
        repair = cast("Repair", importlib.import_module(f"{package.__name__}.{info.name}"))
        if repair.id in found:
            raise ValueError(f"two repairs are called {repair.id}")
        found[repair.id] = repair
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))


def is_mended(repair: Repair, profile: FileProfile, code: str, finding: Finding) -> bool:
    """Whether a repair mends a finding."""
    variants = repair.mends.get(code, ())
    if variants is not None and finding.variant not in variants:
        return False
    concerns = getattr(repair, "concerns", None)
    if concerns is None:
        return True
    table, position = located(profile, finding.where)
    return bool(concerns(finding, table, position))


def fix_of(profile: FileProfile, code: str, finding: Finding) -> dict[str, str] | None:
    """The fix of a finding as the report names it: the one to be asked for, else the lossless one, else None."""
    mending = [one for one in repairs().values() if is_mended(one, profile, code, finding)]
    best = min(mending, key=lambda one: (one.kind != "ask", one.order), default=None)
    return {"id": best.id, "kind": best.kind} if best else None


def repairs_list() -> list[dict[str, Any]]:
    """The repairs as plain data; `title` is a msgid."""
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "title": one.title,
            "description": (one.__doc__ or "").strip(),
            "rules": sorted(one.mends),
        }
        for one in repairs().values()
    ]
