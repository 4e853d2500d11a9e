"""Repair of a file: tidy CSV and its twins, what was changed, and the score before and after. The original stays.

The entry for the tool, the queue and the actions; arguments and answers are plain data, so that `isolated.call` can run
both functions in a child process. No clock: `now` is text.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.preview import profile_grid
from ckanext.govopen.files.profile import opened, sha256
from ckanext.govopen.files.tables import all_tables
from ckanext.govopen.national.text import N_

from .check import check_profile, run
from .model import Facts, Where
from .registry import is_lost, policy, rules, ruleset, texts
from .repairing import package, twins
from .repairing.changes import Changes
from .repairing.draft import Draft, Hit
from .repairing.guard import SCORE, RefusedError, guard, guard_texts
from .repairing.locate import located
from .repairing.pour import aside_path, pour
from .repairing.registry import is_mended, repairs, repairs_list
from .repairing.twins import fields_of
from .report import unrendered
from .score import score

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ckanext.govopen.files.model import FileProfile

    from .score import Found

__all__ = ["RefusedError", "UnknownFixError", "UnrepairableError", "apply", "preview", "repairs_list"]

NO_FIX = N_("There is no repair {fix}; there are: {known}.")
NO_TABLE = N_("The file holds no table that could be repaired.")
LOCKED = N_("The file is protected by a password, so it cannot be repaired: take the password off first.")
OVERWRITES = N_("The result would overwrite the file itself; choose another folder.")
NOTHING_DONE = N_("The repair {fix} was accepted, but there is no cell that it can change.")
SHOWN = 200


class UnknownFixError(Exception):
    """An id that no repair has. `message` is a msgid, `params` fill it."""

    def __init__(self, fix: str, known: Sequence[str]) -> None:
        super().__init__(fix)
        self.message, self.params = NO_FIX, {"fix": fix, "known": " ".join(known)}


class UnrepairableError(Exception):
    """A file that cannot be repaired into this folder. `message` is a msgid, `params` fill it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message, self.params = message, dict[str, str]()


@dataclass
class Outcome:
    """What a repair left in a folder, `files` first the main CSV, and what is to be told of it."""

    files: list[tuple[Path, str]] = field(default_factory=list)
    applied: dict[str, int] = field(default_factory=dict)
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    resources: list[dict[str, Any]] = field(default_factory=list)

    def add(self, path: Path, role: str) -> None:
        """A file of the result."""
        self.files.append((path, role))


def apply(
    path: Path | str,
    out: Path | str,
    *,
    declared: str | None = None,
    accept: Collection[str] = (),
    lossless: bool = False,
    now: str,
) -> dict[str, Any]:
    """Repairs a file into a folder, which is made if it is missing; files of an earlier repair are replaced.

    `accept` names the ask-fixes to apply besides all lossless ones; with `lossless` there are none. Raises
    UnknownFixError, UnrepairableError, RefusedError (then nothing was written) and OSError.
    """
    path, out = Path(path), Path(out)
    known(accept)
    with folder_for(out), tempfile.TemporaryDirectory(prefix=".govopen-", dir=out) as work:
        outcome, told = repaired(path, Path(work), declared, () if lossless else accept, now)
        for made, _ in outcome.files:
            target = out / made.name
            if target.exists() and target.samefile(path):
                raise UnrepairableError(OVERWRITES)
        files = [described(made, role) for made, role in outcome.files]
        for made, _ in outcome.files:
            made.replace(out / made.name)
    return {"files": files, **told}


def preview(
    path: Path | str,
    *,
    declared: str | None = None,
    accept: Collection[str] = (),
    lossless: bool = False,
    now: str,
    limit: int = 100,
    changes: int = SHOWN,
) -> dict[str, Any]:
    """What `apply` would do: the same reports, the first changes, and the first `limit` rows before and after."""
    path = Path(path)
    known(accept)
    with tempfile.TemporaryDirectory(prefix="govopen-") as work:
        return repaired(path, Path(work), declared, () if lossless else accept, now, shown=changes, rows=limit)[1]


@contextmanager
def folder_for(out: Path) -> Iterator[None]:
    """A folder for as long as nothing goes wrong: one that had to be made does not stay empty behind an error."""
    fresh = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with suppress(OSError):
            for folder in fresh:
                folder.rmdir()
        raise


def is_locked(profile: FileProfile) -> bool:
    """Whether a file has no table because it, or what lies in it, cannot be opened without a password."""
    return any(problem.kind == "encrypted" for one in profile.everything() for problem in one.problems)


def known(accept: Collection[str]) -> None:
    """Raises UnknownFixError for an id that no repair has."""
    for fix in accept:
        if fix not in repairs():
            raise UnknownFixError(fix, list(repairs()))


def described(path: Path, role: str) -> dict[str, Any]:
    """A file of the result as plain data."""
    return {
        "name": path.name,
        "role": role,
        "format": path.suffix[1:],
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
    }


def repaired(
    path: Path, work: Path, declared: str | None, accept: Collection[str], now: str, *, shown: int = SHOWN, rows: int = 0
) -> tuple[Outcome, dict[str, Any]]:
    """Writes all results into a work folder and compares them with the original; errors as of `apply`.

    With `rows`, so many of the first ones `before` and `after` are told too, from the readings that the reports are made of.
    """
    outcome = Outcome()
    with opened(path, declared=declared) as profile, (work / "changes.csv").open("w", encoding="utf-8", newline="") as sink:
        found, failed = run(Facts(profile))
        before = unrendered(profile, found, failed, score(found, policy()), ruleset=ruleset(), now=now)
        changes = Changes(sink, shown)
        if not all_tables(profile):
            raise UnrepairableError(LOCKED if is_locked(profile) else NO_TABLE)
        for draft in drafts(profile, found, accept):
            write(draft, work, stem_of(path), changes, outcome)
        grids = {"before": profile_grid(profile, limit=rows)} if rows else {}
    finish(before, path, work, outcome)
    gone = [one for one in found if is_lost(one.code, one.finding.variant)]
    outcome.notes += [said(one) for one in gone]
    outcome.notes += [(NOTHING_DONE, {"fix": fix}) for fix in accept if fix not in outcome.applied]
    with opened(outcome.files[0][0]) as made:
        after = check_profile(made, now=now, besides=[placeless(one) for one in gone])
        grids |= {"after": profile_grid(made, limit=rows)} if rows else {}
    if after["score"] < before["score"]:
        raise RefusedError(SCORE, before=before["score"], after=after["score"])
    reports = {"before": before, "after": after, "applied": list(outcome.applied)}
    outcome.add(dump(work / "report.json", reports), "report")
    return outcome, {
        "reports": {"before": before, "after": after},
        "applied": [{**fact(fix), "count": count} for fix, count in outcome.applied.items()],
        "offered": offered(before),
        "changes": changes.first,
        "change_count": changes.total,
        "notes": [{"message": message, "params": params} for message, params in outcome.notes],
        **grids,
    }


def said(found: Found) -> tuple[str, dict[str, Any]]:
    """What a finding says, as a note: a msgid and what fills it."""
    one = found.finding
    return texts(rules()[found.code], one.variant)[0], {"count": one.count, **one.params}


def placeless(found: Found) -> Found:
    """What was found in the original, for the report on its repair, where the cells lie elsewhere."""
    return replace(found, finding=replace(found.finding, where=Where(), examples=()))


def drafts(profile: FileProfile, found: Sequence[Found], accept: Collection[str]) -> Iterator[Draft]:
    """The tables of a file, each with the steps of all repairs that apply to it."""
    tables = all_tables(profile)
    places = [(one, *located(profile, one.finding.where)) for one in found]
    for number, table in enumerate(tables, 1):
        draft = Draft(profile, table, number)
        first = next(one for one in tables if one.member == table.member) is table
        here = [
            (one, position)
            for one, place, position in places
            if place is table or (place is None and first and one.finding.where.member in (table.member, None))
        ]
        for repair in repairs().values():
            if repair.kind == "ask" and repair.id not in accept:
                continue
            hits = [
                Hit(one.code, one.finding, position)
                for one, position in here
                if is_mended(repair, profile, one.code, one.finding)
            ]
            if hits or repair.kind == "lossless":
                repair.mend(draft, hits)
        yield draft


def write(draft: Draft, work: Path, stem: str, changes: Changes, outcome: Outcome) -> None:
    """One table: CSV and side files, compared with the original, then its twins and its place in the package."""
    name = stem if draft.number == 1 else f"{stem}_{draft.number}"
    poured = pour(draft, work / f"{name}.csv", changes)
    guard(draft, poured)
    columns = twins.typed(poured.path, fields_of(draft))
    outcome.add(poured.path, "table")
    made = []
    if columns:
        made.append(poured.path.with_suffix(".parquet"))
        twins.parquet(poured.path, made[0], columns)
        target = poured.path.with_suffix(".xlsx")
        refusal = twins.workbook(poured.path, target, columns, poured.rows)
        if refusal is None:
            made.append(target)
        else:
            outcome.notes.append(refusal)
    for path in made:
        outcome.add(path, "twin")
    outcome.resources.append(package.resource(draft, poured, columns, made))
    sides = [*poured.sides, *([aside_path(poured.path)] if draft.aside else [])]
    for number, path in enumerate(sides, 1):
        outcome.add(path, "side")
        outcome.resources.append(package.side(draft, path, number))
    for ending, told in draft.files.items():
        poured.path.with_suffix(ending).write_text(told, encoding="utf-8")
        outcome.add(poured.path.with_suffix(ending), "side")
    guard_texts(draft, outcome.resources)
    for fix, count in poured.counts.items():
        if count:
            outcome.applied[fix] = outcome.applied.get(fix, 0) + count


def finish(before: dict[str, Any], path: Path, work: Path, outcome: Outcome) -> None:
    """Writes the package's description, the main table first, and puts the repairs applied in their order."""
    source = {"path": before["file"], "bytes": before["bytes"], "sha256": before["sha256"]}
    ordered = sorted(outcome.resources, key=lambda one: "schema" not in one)
    outcome.add(dump(work / "datapackage.json", package.package(stem_of(path), ordered, source)), "package")
    outcome.add(work / "changes.csv", "changes")
    outcome.applied = {fix: outcome.applied[fix] for fix in repairs() if fix in outcome.applied}


def fact(fix: str) -> dict[str, Any]:
    """A repair in short."""
    return {"id": fix, "kind": repairs()[fix].kind, "title": repairs()[fix].title}


def offered(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The fixes that findings have, one entry a fix and rule, most points first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in report["findings"]:
        if one["fix"] is not None:
            entry = found.setdefault(
                (one["fix"]["id"], one["rule"]), {**fact(one["fix"]["id"]), "rule": one["rule"], "count": 0, "points": 0.0}
            )
            entry["count"] += one["count"]
            entry["points"] = round(entry["points"] + one["points"], 2)
    return sorted(found.values(), key=lambda one: (one["points"], one["id"], one["rule"]))


def stem_of(path: Path) -> str:
    """The name of the results: the file's without its ending, where it can be written as text."""
    try:
        path.stem.encode()
    except UnicodeEncodeError:
        return "data"
    return path.stem or "data"


def dump(path: Path, value: object) -> Path:
    """A JSON file that people can read."""
    path.write_text(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n", encoding="utf-8")
    return path
