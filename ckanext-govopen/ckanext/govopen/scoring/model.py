"""The words of scoring: what a rule is given (Facts), what it answers (Finding), what examples are made of (Sample)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from ckanext.govopen.files.tables import all_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import polars as pl

    from ckanext.govopen.files.model import FileProfile, Table

Param = str | int | float | tuple[str, ...]
"""What fills a message; several words are joined in the reader's language."""


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a finding; every part that does not apply is None. Rows, lines and columns from 1, offset from 0."""

    member: str | None = None
    sheet: str | None = None
    range: str | None = None
    line: int | None = None
    column: int | None = None
    pointer: str | None = None
    page: int | None = None
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One offending cell: its address, its value as it may be shown, what should stand there (None: cannot be said)."""

    at: str
    value: str | None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found in one place.

    `share`: the part of the file that is hit, 0 to 1. `severity` None means the policy's. `variant` chooses among the
    rule's messages. `confidence` 0 to 1. `params` fill the message.
    """

    share: float
    where: Where = field(default_factory=Where)
    count: int = 1
    params: Mapping[str, Param] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    severity: str | None = None
    variant: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells of one column that a rule objects to, not yet looked for: one scan of the table answers for all rules.

    `condition` speaks of `cell` (without spaces around) and `raw`; `part` is the part of the file that the table is.
    `expected` says what should stand in a cell; `adjust` has the last word on what was found. The rest is as in Finding.
    """

    table: Table
    position: int
    condition: pl.Expr
    part: float
    expected: Callable[[str], str | None]
    params: Mapping[str, Param]
    severity: str | None
    variant: str | None
    adjust: Callable[[Finding], Finding | None]


@dataclass(frozen=True)
class Facts:
    """All that is known of a file."""

    profile: FileProfile

    @cached_property
    def files(self) -> tuple[FileProfile, ...]:
        """The file and its members."""
        return self.profile.everything()

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """All tables, those of members too."""
        return tuple(all_tables(self.profile))

    @cached_property
    def cells(self) -> int:
        """How many data cells the tables have together, at least 1; a hidden sheet must not dilute the others."""
        shown = [one for one in self.tables if not (one.sheet.workbook and one.sheet.workbook.hidden)]
        return max(1, sum(table.rows * table.named for table in shown or self.tables))

    def part(self, table: Table) -> float:
        """The part of the file's cells that lie in one table; tables without rows share evenly."""
        if not any(one.rows for one in self.tables):
            return 1 / max(1, len(self.tables))
        return min(1.0, table.rows * table.named / self.cells)

    def problems(self, *kinds: str) -> Iterator[tuple[FileProfile, int]]:
        """Files and the index of each of their problems that is of one of the kinds."""
        for one in self.files:
            for index, problem in enumerate(one.problems):
                if problem.kind in kinds:
                    yield one, index


@dataclass(frozen=True, slots=True)
class Sample:
    """A small file inside a rule's documentation: its name says what it claims to be."""

    name: str
    content: bytes


class Rule(Protocol):
    """A module of `scoring/rules/`: its docstring says what the rule means, with `Bad:` and `Good:`.

    `message` and `help` are the texts of a finding; `variants`, if any, other pairs by `Finding.variant`. `lost`, if any,
    names the variants (None: the first) whose values are not in the file at all.
    """

    __doc__: str | None
    code: str
    title: str
    message: str
    help: str
    passes: list[Sample]
    fails: list[Sample]

    def check(self, facts: Facts) -> Iterator[Finding | Cells | None]:
        """All findings of this rule in a file, made already or still to be looked for; None is nothing."""
        ...
