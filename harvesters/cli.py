"""`govopen crawl`: one portal on standard output, for people and pipelines without a server."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import click

if TYPE_CHECKING:
    from harvesters.issues import Issue
    from harvesters.portal import Portal
    from harvesters.record import Record


class Converted(Protocol):
    """A record in national terms."""

    @property
    def dataset(self) -> Mapping[str, Any]:
        """The dataset, ready for JSON."""

    @property
    def issues(self) -> "Sequence[Issue]":
        """What could not be converted."""


Convert = Callable[["Record", "Portal"], Converted]


def crawl_command(convert: Convert, mask: Callable[[Any], Any]) -> click.Command:
    """The command; `convert` makes the datasets of `--national`, `mask` hides personal numbers in an issue's JSON: both
    given from above, as nothing here knows China."""

    @click.command("crawl")
    @click.argument("portal_file", metavar="PORTAL.yml", type=click.Path(path_type=Path))
    @click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Stop after N records.")
    @click.option("--national", is_flag=True, help="Print datasets in national terms instead of records.")
    @click.option("--out", metavar="FILE", type=click.File("wb"), default="-", help="Write to FILE.")
    def crawl(portal_file: Path, limit: int | None, national: bool, out: IO[bytes]) -> None:
        """Read one portal: JSON lines of its records, issues as JSON lines on stderr, the last line a summary.

        Exits with 0 when complete, 3 when records were skipped, 4 when the source changed, is walled or
        unreachable, or an assertion is broken; with 2 when PORTAL.yml is wrong.
        """
        from harvesters.portal import PortalError, load

        try:
            sys.exit(_crawl(load(portal_file), limit, convert if national else None, mask, out))
        except PortalError as error:
            raise click.UsageError(str(error)) from error

    return crawl


def _crawl(portal: "Portal", limit: int | None, convert: Convert | None, mask: Callable[[Any], Any], out: IO[bytes]) -> int:
    """Write the portal's records, or datasets where `convert` is given; returns the exit code."""
    # These bring the HTTP and HTML libraries, which the tool's other commands do not need.
    import msgspec

    from harvesters.crawl import Crawl
    from harvesters.record import to_json

    converted_issues = 0

    def emit(issue: "Issue") -> None:
        click.echo(msgspec.json.encode(mask(msgspec.to_builtins(issue))), err=True)

    crawl = Crawl(portal, emit=emit, limit=limit)
    for record in crawl:
        if convert is None:
            line = to_json(record)
        else:
            converted = convert(record, portal)
            line = msgspec.json.encode(converted.dataset)
            converted_issues += len(converted.issues)
            for issue in converted.issues:
                emit(issue)
        out.write(line + b"\n")
        out.flush()
    crawl.summary.issues += converted_issues
    click.echo(msgspec.json.encode(crawl.summary), err=True)
    return crawl.exit_code
